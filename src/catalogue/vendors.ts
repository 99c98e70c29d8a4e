import { type Concept, normaliseCodePoints } from './concepts.ts';
import type { Packages } from './packages.ts';

export const vendors = [
  'fluent-emoji',
  'fluent-emoji-flat',
  'fluent-emoji-high-contrast',
  'fxemoji',
  'noto',
  'noto-v1',
  'twemoji',
] as const;
export type Vendor = (typeof vendors)[number];

/** One vendor's drawing of one concept. */
export interface Drawing {
  readonly vendor: Vendor;
  readonly concept: string;
  readonly svg: string;
}

/** iconify's `icons.json`: the inside of each SVG and its view box where it is not the set's. */
interface IconSet {
  readonly width: number;
  readonly height: number;
  readonly icons: Readonly<Record<string, { readonly body: string; readonly width?: number; readonly height?: number }>>;
  readonly aliases?: Readonly<Record<string, { readonly parent: string }>>;
}

type CodePointsByName = ReadonlyMap<string, string>;

/** fxemoji icons whose names are the shortcode of an emoji that they do not draw. */
const misnamed = new Set(['bow', 'couple', 'pout', 'up', 'wave']);

/** The drawings that vendors have of the given concepts. `shortcodes` has the shortcodes of a concept, for the set that must be matched by name. */
export async function readDrawings(
  packages: Packages,
  from: readonly Vendor[],
  concepts: readonly Concept[],
  shortcodes: ReadonlyMap<string, readonly string[]>,
): Promise<Drawing[]> {
  const drawings: Drawing[] = [];
  for (const vendor of from) {
    const set = await packages.json<IconSet>(vendor, 'icons.json');
    const byConcept = await iconsByConcept(packages, vendor, set, concepts, shortcodes);
    for (const { key } of concepts) {
      const name = byConcept.get(key);
      if (name !== undefined) drawings.push({ vendor, concept: key, svg: toSvg(set, name) });
    }
  }
  return drawings;
}

async function iconsByConcept(
  packages: Packages,
  vendor: Vendor,
  set: IconSet,
  concepts: readonly Concept[],
  shortcodes: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, string>> {
  const names = Object.keys(set.icons).sort();
  const tables =
    vendor === 'fxemoji' ? await readNames(packages, concepts, shortcodes) : [await readCodePoints(packages, vendor)];
  const icons = new Map<string, string>();
  const matched = new Set<string>(vendor === 'fxemoji' ? misnamed : []);
  for (const table of tables) {
    for (const name of names) {
      const concept = table.get(name);
      if (concept === undefined || matched.has(name) || icons.has(concept)) continue;
      icons.set(concept, name);
      matched.add(name);
    }
  }
  return icons;
}

/** Sets without code points use the names of a sister set that has them. */
async function readCodePoints(packages: Packages, vendor: Vendor): Promise<CodePointsByName> {
  const sister = vendor === 'fluent-emoji' ? 'fluent-emoji-flat' : vendor === 'noto-v1' ? 'noto' : vendor;
  const codePoints = new Map<string, string>();
  for (const [hexcode, name] of Object.entries(await packages.json<Record<string, string>>(sister, 'chars.json'))) {
    codePoints.set(name, normaliseCodePoints(hexcode));
  }
  if (sister !== vendor) {
    const { aliases = {} } = await packages.json<IconSet>(sister, 'icons.json');
    for (const [alias, { parent }] of Object.entries(aliases)) {
      const point = codePoints.get(parent);
      if (point !== undefined && !codePoints.has(alias)) codePoints.set(alias, point);
    }
  }
  return codePoints;
}

/** For a set that only has names: labels, then Unicode's names, then shortcodes, each without anything but letters and digits. */
async function readNames(
  packages: Packages,
  concepts: readonly Concept[],
  shortcodes: ReadonlyMap<string, readonly string[]>,
): Promise<CodePointsByName[]> {
  const unicode = new Map<string, string>();
  for (const [hexcode, name] of Object.entries(
    await packages.json<Record<string, string>>('emojibase', 'meta/unicode-names.json'),
  )) {
    unicode.set(normaliseCodePoints(hexcode), name);
  }
  return [
    uniqueOwners(concepts, ({ label }) => [label]),
    uniqueOwners(concepts, ({ key }) => [unicode.get(key) ?? '']),
    uniqueOwners(concepts, ({ key }) => shortcodes.get(key) ?? []),
  ];
}

/** Names that mean one concept only. */
function uniqueOwners(concepts: readonly Concept[], namesOf: (concept: Concept) => readonly string[]): Map<string, string> {
  const owners = new Map<string, Set<string>>();
  for (const concept of concepts) {
    for (const name of namesOf(concept)) owners.set(compact(name), (owners.get(compact(name)) ?? new Set()).add(concept.key));
  }
  return new Map([...owners].filter(([, keys]) => keys.size === 1).map(([name, keys]) => [name, [...keys][0]!]));
}

const compact = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

function toSvg(set: IconSet, name: string): string {
  const { body, width = set.width, height = set.height } = set.icons[name]!;
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
}
