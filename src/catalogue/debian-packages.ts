import { compareBytewise } from '../dataset/identifiers.ts';
import { UserError } from '../errors.ts';
import { withoutStart } from '../words.ts';
import { readStanzas, type Stanza } from './control-stanzas.ts';
import { type DebianList, updateCommand } from './debian-lists.ts';

/** A package, as far as words describe it. */
export interface DebianPackage {
  readonly name: string;
  /** The source package that it is built from, with its siblings. */
  readonly source: string;
  readonly synopsis: string;
  readonly description: string;
}

/** Why packages were left out, and how many. */
export interface LeftOut {
  /** Stanzas that cannot be read, or that name no package. */
  readonly damaged: number;
  /** No long description, or none but the synopsis. */
  readonly undescribed: number;
  /** Empty packages that only lead to another one: all are described by the same words. */
  readonly transitional: number;
}

const kept = new Set(['package', 'source', 'section', 'version', 'description', 'description-en', 'description-md5']);
const packageName = /^[a-z0-9][a-z0-9+.-]+$/i;
const leadsElsewhere = /\b(?:transitional|dummy)\b.*\bpackage\b/i;

/**
 * The packages of all lists in bytewise order of their names; of one that several lists have, the first counts. Where a list has a synopsis alone, the long
 * description is found by its MD5 in the lists of descriptions, as apt finds it. Throws a `UserError` of kind `input` where most have none.
 */
export function readDebianPackages(lists: readonly DebianList[]): {
  readonly packages: readonly DebianPackage[];
  readonly leftOut: LeftOut;
} {
  const read = lists.map(({ text }) => readStanzas(text, (name) => kept.has(name)));
  const all = read.flatMap(({ stanzas }) => stanzas);
  const byHash = new Map<string, string>();
  for (const stanza of all) {
    const [hash, described] = [stanza.get('description-md5'), describedBy(stanza)];
    if (hash !== undefined && described?.includes('\n') && !byHash.has(hash)) byHash.set(hash, described);
  }
  const found = new Map<string, DebianPackage>();
  const seen = new Set<string>();
  let damaged = read.reduce((sum, { malformed }) => sum + malformed, 0);
  let [undescribed, transitional] = [0, 0];
  for (const stanza of all) {
    const name = stanza.get('package');
    // A list of descriptions has no versions.
    if (stanza.get('version') === undefined && name !== undefined) continue;
    if (name === undefined || !packageName.test(name)) {
      damaged++;
      continue;
    }
    if (seen.has(name)) continue;
    seen.add(name);
    const own = describedBy(stanza);
    const whole = own?.includes('\n') ? own : byHash.get(stanza.get('description-md5') ?? '');
    const [synopsis, description] = whole === undefined ? ['', ''] : divided(whole);
    if (synopsis === '' || description === '') undescribed++;
    else if (/(?:^|\/)oldlibs$/.test(stanza.get('section') ?? '') || leadsElsewhere.test(synopsis)) transitional++;
    else {
      const source = stanza.get('source')?.split(' ')[0] || name;
      found.set(name, { name, source, synopsis, description });
    }
  }
  if (found.size === 0 || undescribed > found.size) throw withoutDescriptions(lists, found.size, undescribed);
  return {
    packages: [...found.values()].sort((a, b) => compareBytewise(a.name, b.name)),
    leftOut: { damaged, undescribed, transitional },
  };
}

const describedBy = (stanza: Stanza): string | undefined => stanza.get('description-en') ?? stanza.get('description');

/** Control characters, a NUL say, as spaces; runs of spaces as one. */
const tidy = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * The first line, and the others: lines of a paragraph are joined, a lone dot parts paragraphs. A description that begins with the words of its synopsis loses
 * them, as finding it by them would be finding equal strings.
 */
function divided(whole: string): [string, string] {
  const [first, ...rest] = whole.split('\n');
  const synopsis = tidy(first!);
  const paragraphs: string[][] = [[]];
  for (const line of rest) {
    if (line.trim() === '.') paragraphs.push([]);
    else paragraphs.at(-1)!.push(line);
  }
  const description = paragraphs
    .map((lines) => tidy(lines.join(' ')))
    .filter((paragraph) => paragraph !== '')
    .join('\n');
  return [synopsis, withoutStart(description, synopsis)];
}

function withoutDescriptions(lists: readonly DebianList[], found: number, undescribed: number): UserError {
  return new UserError(
    'input',
    undescribed === 0
      ? 'The lists describe no package.'
      : `Of ${undescribed + found} packages ${undescribed} have no long description in these lists: they stand in lists of their own, Translation-en.`,
    {
      place: lists.map(({ name }) => name).join(', '),
      remedy: `Run ${updateCommand}, or give with --from a folder that has both Packages and Translation-en.`,
    },
  );
}
