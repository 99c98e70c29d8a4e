import { createHash } from 'node:crypto';
import type { Relevance, Side, SideData, Warning } from '../types.ts';

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

/** Facts about one side; `relevance` has its items as rows, `contents` is `contentHashes` of it. */
export function inspectSide(
  { name, items, features }: SideData,
  relevance: Relevance,
  contents: readonly string[],
): SideInspection {
  const { global, tokens } = features;
  const { rows, columns, data } = global;
  const norms = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) squares += data[i]! ** 2;
    norms[row] = Math.sqrt(squares);
  }
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

/** Row by row, as the values lie in memory; variances in two passes, around the means. */
function columnFacts(
  data: Float32Array,
  rows: number,
  columns: number,
): Pick<SideInspection, 'meanVariance' | 'constantColumns'> {
  const means = new Float64Array(columns);
  const varies = new Uint8Array(columns);
  for (let start = 0; start < data.length; start += columns) {
    for (let column = 0; column < columns; column++) {
      const value = data[start + column]!;
      means[column]! += value / rows;
      if (value !== data[column]) varies[column] = 1;
    }
  }
  let squares = 0;
  for (let start = 0; start < data.length; start += columns) {
    for (let column = 0; column < columns; column++) squares += (data[start + column]! - means[column]!) ** 2;
  }
  return { meanVariance: squares / (rows * columns), constantColumns: varies.filter((value) => value === 0).length };
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

/** The features of every item, tokens and mask included, as a hash: equal for identical items. */
export function contentHashes({ features: { global, tokens } }: SideData): string[] {
  return Array.from({ length: global.rows }, (_, row) => {
    const hash = createHash('sha256').update(global.data.subarray(row * global.columns, (row + 1) * global.columns));
    if (tokens !== undefined) {
      const values = tokens.tokens * tokens.width;
      hash.update(tokens.data.subarray(row * values, (row + 1) * values));
      hash.update(tokens.mask.subarray(row * tokens.tokens, (row + 1) * tokens.tokens));
    }
    return hash.digest('base64');
  });
}

/** What is odd about a side. */
export function sideFindings(side: Side, facts: SideInspection): Warning[] {
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
