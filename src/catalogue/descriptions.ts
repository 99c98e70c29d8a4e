import { type Concept, codePointsOf, normaliseCodePoints } from './concepts.ts';
import type { Packages } from './packages.ts';

export const textKinds = ['emojilib', 'gemoji', 'label', 'shortcodes', 'tags'] as const;
export type TextKind = (typeof textKinds)[number];

/** One text about one concept. */
export interface Description {
  readonly kind: TextKind;
  readonly concept: string;
  readonly text: string;
}

/** What each kind of text says about a concept, as words and phrases; empty where a source is silent. */
type Phrases = (concept: Concept) => readonly string[];

/** The texts of the given kinds about the given concepts. A skin variant has only texts that tell it from its siblings. */
export async function readDescriptions(
  packages: Packages,
  kinds: readonly TextKind[],
  concepts: readonly Concept[],
  shortcodes: ReadonlyMap<string, readonly string[]>,
): Promise<Description[]> {
  const phrases: Record<TextKind, Phrases> = {
    label: ({ label }) => [label],
    shortcodes: ({ key }) => (shortcodes.get(key) ?? []).map((code) => code.replaceAll('_', ' ')),
    emojilib: phrasesIn(await readEmojilib(packages)),
    tags: ({ tags }) => tags,
    gemoji: phrasesIn(await readGemoji(packages)),
  };
  const descriptions: Description[] = [];
  for (const kind of kinds) {
    for (const concept of concepts) {
      const text = [...new Set(phrases[kind](concept).map((phrase) => phrase.trim()))]
        .filter((phrase) => phrase !== '')
        .join(', ');
      if (text !== '') descriptions.push({ kind, concept: concept.key, text });
    }
  }
  return descriptions;
}

/** The shortcodes of each concept in the sets that chat systems use, without repetition, in the order of the sets. */
export async function readShortcodes(packages: Packages): Promise<Map<string, readonly string[]>> {
  const codes = new Map<string, string[]>();
  for (const set of ['github', 'iamcal', 'joypixels', 'cldr']) {
    const byHexcode = await packages.json<Record<string, string | readonly string[]>>('emojibase', `en/shortcodes/${set}.json`);
    for (const [hexcode, value] of Object.entries(byHexcode)) {
      const key = normaliseCodePoints(hexcode);
      const known = codes.get(key) ?? [];
      for (const code of typeof value === 'string' ? [value] : value) if (!known.includes(code)) known.push(code);
      codes.set(key, known);
    }
  }
  return codes;
}

const phrasesIn =
  (byConcept: ReadonlyMap<string, readonly string[]>): Phrases =>
  ({ key }) =>
    byConcept.get(key) ?? [];

async function readEmojilib(packages: Packages): Promise<Map<string, readonly string[]>> {
  const keywords = await packages.json<Record<string, readonly string[]>>('emojilib', 'dist/emoji-en-US.json');
  return new Map(
    Object.entries(keywords).map(([emoji, words]) => [codePointsOf(emoji), words.map((word) => word.replaceAll('_', ' '))]),
  );
}

async function readGemoji(packages: Packages): Promise<Map<string, readonly string[]>> {
  const entries = parseGemoji(await packages.text('gemoji', 'index.js'));
  return new Map(
    entries.map(({ emoji, description, names, tags }) => [
      codePointsOf(emoji),
      [description, ...names.map((name) => name.replaceAll('_', ' ')), ...tags],
    ]),
  );
}

interface GemojiEntry {
  readonly emoji: string;
  readonly description: string;
  readonly names: readonly string[];
  readonly tags: readonly string[];
}

/** gemoji ships its table as JavaScript; the literal is rewritten as JSON, because code from a package is never run. */
function parseGemoji(source: string): GemojiEntry[] {
  const start = source.indexOf('[', source.indexOf('export const gemoji ='));
  const literal = source.slice(start, source.indexOf('\n]\n', start) + 2);
  const json = literal.replace(
    /'((?:[^'\\]|\\.)*)'|"(?:[^"\\]|\\.)*"|([A-Za-z]\w*)(?=:)/g,
    (match, single?: string, key?: string) => {
      if (single !== undefined) return JSON.stringify(single.replace(/\\(.)/g, '$1'));
      return key === undefined ? match : `"${key}"`;
    },
  );
  return JSON.parse(json);
}
