import { createHash } from 'node:crypto';
import type { Dataset, Part, Relevance, Side, SideData, Split, Warning } from '../types.ts';
import { partCodes } from './part-codes.ts';
import { transposeRelevance } from './relevance.ts';

export interface AnswerCounts {
  /** Queries with at least one right answer, and those without, which no metric counts. */
  readonly queries: number;
  readonly without: number;
  /** Right answers of a query that has some; missing when none has. */
  readonly least?: number;
  readonly mean?: number;
  readonly most?: number;
}

export interface SideInspection {
  readonly name: string;
  readonly items: number;
  readonly units: number;
  readonly width: number;
  readonly tokens?: { readonly count: number; readonly width: number };
  /** Euclidean norms of the rows of `global`. */
  readonly norm: { readonly least: number; readonly mean: number; readonly most: number };
  readonly zeroRows: number;
  /** Mean over columns of the variance over rows, and the number of columns in which every row is equal. */
  readonly meanVariance: number;
  readonly constantColumns: number;
  /** Items whose features, or whose text, another item before them has as well. */
  readonly repeatedFeatures: number;
  readonly repeatedTexts: number;
  /** Items as queries for the other side. */
  readonly answers: AnswerCounts;
}

export interface SplitInspection {
  readonly name: string;
  readonly items: Readonly<Record<Side, Readonly<Record<Part, number>>>>;
  /** Units that have items both in a part the model learns from (train, validation) and in test. */
  readonly sharedUnits: number;
  /** Test items whose features are identical to those of a train or validation item of the same side. */
  readonly sharedFeatures: number;
}

export interface Inspection {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly sides: Readonly<Record<Side, SideInspection>>;
  readonly pairs: number;
  readonly splits: readonly SplitInspection[];
  /** What is odd, and what to do about it. Nothing here is an error: a data set may share units between parts on purpose. */
  readonly findings: readonly Warning[];
}

/** Facts about a loaded data set that a person should know before trusting a figure measured on it. */
export function inspectDataset(dataset: Dataset): Inspection {
  const { name, version, hash, relevance } = dataset;
  const contents = {
    left: dataset.left.items.map((_, row) => contentOf(dataset.left, row)),
    right: dataset.right.items.map((_, row) => contentOf(dataset.right, row)),
  };
  const sides = {
    left: inspectSide(dataset.left, relevance, contents.left),
    right: inspectSide(dataset.right, transposeRelevance(relevance), contents.right),
  };
  const splits = dataset.splits.map((split) => inspectSplit(dataset, split, contents));
  return {
    name,
    version,
    hash,
    sides,
    pairs: relevance.columnOf.length,
    splits,
    findings: [
      ...(['left', 'right'] as const).flatMap((side) => sideFindings(side, sides[side])),
      ...splits.flatMap(splitFindings),
    ],
  };
}

function inspectSide({ name, items, features }: SideData, relevance: Relevance, contents: readonly string[]): SideInspection {
  const { global, tokens } = features;
  const { rows, columns, data } = global;
  const norms = Float64Array.from({ length: rows }, (_, row) => Math.hypot(...data.subarray(row * columns, (row + 1) * columns)));
  const texts = items.flatMap(({ text }) => text ?? []);
  return {
    name,
    items: rows,
    units: new Set(items.map(({ unit }) => unit)).size,
    width: columns,
    ...(tokens === undefined ? {} : { tokens: { count: tokens.tokens, width: tokens.width } }),
    norm: {
      least: norms.reduce((a, b) => Math.min(a, b)),
      mean: norms.reduce((a, b) => a + b) / rows,
      most: norms.reduce((a, b) => Math.max(a, b)),
    },
    zeroRows: norms.filter((norm) => norm === 0).length,
    ...columnFacts(data, rows, columns),
    repeatedFeatures: rows - new Set(contents).size,
    repeatedTexts: texts.length - new Set(texts).size,
    answers: countAnswers(relevance),
  };
}

function columnFacts(
  data: Float32Array,
  rows: number,
  columns: number,
): Pick<SideInspection, 'meanVariance' | 'constantColumns'> {
  let variances = 0;
  let constantColumns = 0;
  for (let column = 0; column < columns; column++) {
    let mean = 0;
    let constant = true;
    for (let row = 0; row < rows; row++) {
      mean += data[row * columns + column]! / rows;
      constant &&= data[row * columns + column] === data[column];
    }
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (data[row * columns + column]! - mean) ** 2;
    variances += squares / rows;
    if (constant) constantColumns++;
  }
  return { meanVariance: variances / columns, constantColumns };
}

function countAnswers({ rows, offsets }: Relevance): AnswerCounts {
  const counts = Array.from({ length: rows }, (_, row) => offsets[row + 1]! - offsets[row]!).filter((count) => count > 0);
  const facts = { queries: counts.length, without: rows - counts.length };
  if (counts.length === 0) return facts;
  return {
    ...facts,
    least: counts.reduce((a, b) => Math.min(a, b)),
    mean: offsets[rows]! / counts.length,
    most: counts.reduce((a, b) => Math.max(a, b)),
  };
}

/** The features of an item, tokens and mask included, as a hash. */
function contentOf({ features: { global, tokens } }: SideData, row: number): string {
  const hash = createHash('sha256').update(global.data.subarray(row * global.columns, (row + 1) * global.columns));
  if (tokens !== undefined) {
    const values = tokens.tokens * tokens.width;
    hash
      .update(tokens.data.subarray(row * values, (row + 1) * values))
      .update(tokens.mask.subarray(row * tokens.tokens, (row + 1) * tokens.tokens));
  }
  return hash.digest('base64');
}

function inspectSplit(dataset: Dataset, split: Split, contents: Readonly<Record<Side, readonly string[]>>): SplitInspection {
  const learned = new Set<string>();
  const tested = new Set<string>();
  let sharedFeatures = 0;
  for (const side of ['left', 'right'] as const) {
    const learnedContents = new Set<string>();
    for (const [row, { unit }] of dataset[side].items.entries()) {
      const code = split[side][row];
      if (code === partCodes.train || code === partCodes.validation) {
        learned.add(unit);
        learnedContents.add(contents[side][row]!);
      } else if (code === partCodes.test) tested.add(unit);
    }
    sharedFeatures += contents[side].filter(
      (content, row) => split[side][row] === partCodes.test && learnedContents.has(content),
    ).length;
  }
  const count = (side: Side, part: Part): number => split[side].filter((code) => code === partCodes[part]).length;
  const counts = (side: Side) => ({
    train: count(side, 'train'),
    validation: count(side, 'validation'),
    test: count(side, 'test'),
  });
  return {
    name: split.name,
    items: { left: counts('left'), right: counts('right') },
    sharedUnits: Array.from(tested).filter((unit) => learned.has(unit)).length,
    sharedFeatures,
  };
}

function sideFindings(side: Side, facts: SideInspection): Warning[] {
  const { zeroRows, constantColumns, repeatedFeatures, repeatedTexts, answers } = facts;
  const findings: [number, string, string, string][] = [
    [zeroRows, 'zero-rows', 'rows are all zeros', 'Look at these items: their features were probably never computed.'],
    [constantColumns, 'constant-columns', 'columns are equal in every row', 'They carry nothing; leave them out.'],
    [
      repeatedFeatures,
      'repeated-features',
      'items have the features of an item before them',
      'Make items with identical content one item, right for everything either was right for.',
    ],
    [
      repeatedTexts,
      'repeated-texts',
      'items have the text of an item before them',
      'Make items with identical text one item, right for everything either was right for.',
    ],
    [answers.without, 'no-answer', 'items have no right answer', 'They are only candidates: no metric counts them as queries.'],
  ];
  return findings
    .filter(([count]) => count > 0)
    .map(([count, code, what, remedy]) => ({ code, message: `${side} (${facts.name}): ${count} ${what}.`, remedy }));
}

function splitFindings({ name, items, sharedUnits, sharedFeatures }: SplitInspection): Warning[] {
  const empty = (['train', 'validation'] as const).filter((part) => items.left[part] === 0 || items.right[part] === 0);
  return [
    ...empty.map((part) => ({
      code: 'empty-part',
      message: `${name}: the ${part} part is empty on a side.`,
      remedy: 'Only models that are not trained can be measured on it.',
    })),
    ...(sharedUnits === 0
      ? []
      : [
          {
            code: 'shared-units',
            message: `${name}: ${sharedUnits} units are in training or validation and in test.`,
            remedy: 'Split by unit, unless the data set keeps them in training on purpose and says so.',
          },
        ]),
    ...(sharedFeatures === 0
      ? []
      : [
          {
            code: 'shared-features',
            message: `${name}: ${sharedFeatures} test items are identical to one in training or validation.`,
            remedy: 'Join the units that share an identical item before splitting.',
          },
        ]),
  ];
}
