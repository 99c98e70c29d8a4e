import { counted } from '../counted.ts';
import { joinFamilies } from '../dataset/families.ts';
import { assignFolds, splitByUnit, unitSizes } from '../dataset/folds.ts';
import { relevanceFromPairs } from '../dataset/relevance.ts';
import type { DatasetContents } from '../dataset/write.ts';
import { UserError } from '../errors.ts';
import { createRandom, deriveSeed } from '../random.ts';
import type { Item, Side } from '../types.ts';
import type { DebianPackage } from './debian-packages.ts';
import { type DistinctItem, distinctItems, textContent } from './distinct.ts';

export interface DebianDefinition {
  readonly name: string;
  readonly description: string;
  /** The most descriptions that the set has; families are drawn by seed until another would be too many. Left out: all. */
  readonly documents?: number;
  /** Folds, each of about the same number of items. */
  readonly folds: number;
  /** Features of tokens too: the first so many of a text of each side, of so many values (left out: as many as the backbone gives). */
  readonly tokens?: { readonly most: Readonly<Record<Side, number>>; readonly width?: number };
}

const seed = 0;
/** Of a fold's number of items: enough to choose a model by, and cheap enough for every pair to be scored at every look. */
const validationShareOfFold = 0.4;
/** Siblings by hundreds, such as compilers for every architecture, tell how well a version number is found and little else: they are trained on in every fold. */
const largestTested = 100;

export type DebianSet = Pick<DatasetContents, 'relevance' | 'splits'> & {
  readonly synopses: readonly Item[];
  readonly descriptions: readonly Item[];
};

/**
 * Synopses and descriptions that belong together. Texts that are equal but for case, accents and spaces are one item, right for all packages that have it. A family
 * (`unit`) is a source package, joined with every other that shares a text with it: no text and no sibling stands in two parts of a split.
 */
export function assembleDebian(definition: DebianDefinition, packages: readonly DebianPackage[]): DebianSet {
  const content = packages.map(({ synopsis, description }) => [textContent(synopsis), textContent(description)] as const);
  const families = joinFamilies(
    packages.flatMap(({ source }, i) => [
      { unit: source, content: `synopsis ${content[i]![0]}` },
      { unit: source, content: `description ${content[i]![1]}` },
    ]),
  );
  const familyOf = packages.map(({ source }) => families.get(source)!);
  const chosen = chooseFamilies(
    familyOf,
    content.map(([, description]) => description),
    definition.documents,
  );
  const rows = [...packages.keys()].filter((row) => chosen.has(familyOf[row]!));
  const indexOf = new Map(packages.map(({ name }, row) => [name, row]));
  const distinct = (of: 0 | 1, text: (row: number) => string): DistinctItem<string>[] =>
    distinctItems(
      rows.map((row) => {
        const { name } = packages[row]!;
        return { id: name, concept: name, content: content[row]![of], value: text(row) };
      }),
    );
  const [synopses, descriptions] = [
    distinct(0, (row) => packages[row]!.synopsis),
    distinct(1, (row) => packages[row]!.description),
  ];
  const columnOf = new Map(descriptions.flatMap(({ concepts }, column) => concepts.map((name) => [name, column])));
  const pairs = synopses.flatMap(({ concepts }, row) =>
    [...new Set(concepts.map((name) => columnOf.get(name)!))].map((column) => ({ row, column, grade: 1 })),
  );
  const items = (all: readonly DistinctItem<string>[]): Item[] =>
    all.map(({ id, value }) => ({ id, unit: familyOf[indexOf.get(id)!]!, text: value }));
  const [left, right] = [items(synopses), items(descriptions)];
  return {
    synopses: left,
    descriptions: right,
    relevance: relevanceFromPairs(left.length, right.length, pairs),
    splits: divideFamilies(definition, left, right),
  };
}

/** Names of the families that the set has: all, or as many as have no more than `most` descriptions together. */
function chooseFamilies(familyOf: readonly string[], descriptions: readonly string[], most: number | undefined): Set<string> {
  const members = new Map<string, Set<string>>();
  for (const [row, family] of familyOf.entries()) {
    const own = members.get(family) ?? new Set();
    members.set(family, own.add(descriptions[row]!));
  }
  if (most === undefined) return new Set(members.keys());
  const chosen = new Set<string>();
  let count = 0;
  for (const family of createRandom(deriveSeed(seed, 'debian')).shuffle([...members.keys()].sort())) {
    const { size } = members.get(family)!;
    if (count + size > most) continue;
    chosen.add(family);
    count += size;
  }
  return chosen;
}

function divideFamilies({ folds }: DebianDefinition, left: readonly Item[], right: readonly Item[]): DebianSet['splits'] {
  const sizes = unitSizes([...left, ...right]);
  const ofRight = new Map(unitSizes(right).map(({ unit, size }) => [unit, size]));
  const isTested = ({ unit }: { unit: string }): boolean => (ofRight.get(unit) ?? 0) <= largestTested;
  const tested = sizes.filter(isTested);
  // Every fold needs one to train and one to validate on beside those it tests.
  if (tested.length < folds + 2)
    throw new UserError(
      'input',
      `The lists have ${counted(tested.length, 'family', 'families')} of packages, too few for ${counted(folds, 'fold')}.`,
      {
        remedy: 'Give longer lists, or make a data set of your own texts with matchbench data embed.',
      },
    );
  const dealt = assignFolds(tested, folds, seed, validationShareOfFold / (folds - 1));
  const always = sizes.filter((unit) => !isTested(unit));
  return dealt.map((fold, i) => {
    const partOf = new Map(fold);
    for (const { unit } of always) partOf.set(unit, 'train');
    return {
      ...splitByUnit(`fold-${i}`, partOf, left, right),
      description: `One of ${folds} folds of whole families of source packages is tested; families of more than ${largestTested} descriptions are trained on in all.`,
    };
  });
}
