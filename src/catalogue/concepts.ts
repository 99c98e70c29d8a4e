import type { Packages } from './packages.ts';

/** What an emoji means, whoever draws or describes it. */
export interface Concept {
  /** Normalised code points: what sources agree on. */
  readonly key: string;
  /** Unicode's English name. */
  readonly label: string;
  readonly tags: readonly string[];
  /** Names of emojibase's group and subgroup; none for parts of flags. */
  readonly groups: readonly string[];
  /** The key of the base concept that this is a skin variant of. */
  readonly variantOf?: string;
}

interface EmojibaseEntry {
  readonly label: string;
  readonly hexcode: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly subgroup?: number;
  readonly skins?: readonly { readonly label: string; readonly hexcode: string }[];
}

interface EmojibaseGroups {
  readonly groups: Readonly<Record<string, string>>;
  readonly subgroups: Readonly<Record<string, string>>;
}

/** Sources differ in whether they write FE0F (drawn in colour) and 200D (joiner): both are dropped. `1F468-200D-2695-FE0F` → `1f468-2695`. */
export function normaliseCodePoints(hexcode: string): string {
  return hexcode
    .toLowerCase()
    .split('-')
    .filter((point) => point !== 'fe0f' && point !== '200d')
    .join('-');
}

/** The normalised code points of an emoji given as text. */
export function codePointsOf(emoji: string): string {
  return normaliseCodePoints([...emoji].map((character) => character.codePointAt(0)!.toString(16).padStart(4, '0')).join('-'));
}

/**
 * All base concepts of emojibase and their skin variants, ascending by key, without the flags of countries: nothing but the country tells them
 * apart, so a family never seen cannot be matched.
 */
export async function readConcepts(packages: Packages): Promise<Concept[]> {
  const entries = await packages.json<readonly EmojibaseEntry[]>('emojibase', 'en/data.json');
  const names = await packages.json<EmojibaseGroups>('emojibase', 'meta/groups.json');
  const concepts = new Map<string, Concept>();
  const add = (concept: Concept): void => {
    if (concepts.has(concept.key)) throw new Error(`internal: two concepts have the code points ${concept.key}`);
    concepts.set(concept.key, concept);
  };
  for (const { label, hexcode, tags = [], group, subgroup, skins = [] } of entries) {
    const groups = [names.groups[group ?? ''], names.subgroups[subgroup ?? '']].filter((name) => name !== undefined);
    if (groups.includes('country-flag')) continue;
    const key = normaliseCodePoints(hexcode);
    add({ key, label, tags, groups });
    // emojibase gives variants no tags, and inherited ones would say nothing about the variant
    for (const skin of skins)
      add({ key: normaliseCodePoints(skin.hexcode), label: skin.label, tags: [], groups, variantOf: key });
  }
  return [...concepts.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
