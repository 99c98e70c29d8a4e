import { join } from 'node:path';
import { counted } from '../counted.ts';
import type { Features, Relevance, Side, Warning } from '../types.ts';
import { forEachFeatureBlock } from './feature-blocks.ts';
import { GrowingNumbers } from './growing-numbers.ts';
import { type Ids, IdTable } from './ids.ts';
import { type MatrixFacts, MatrixFactsCollector } from './matrix-facts.ts';
import { Numbering } from './numbering.ts';
import { type CheckedFolder, forEachSideItem } from './read-folder.ts';

export interface AnswerCounts {
  /** Queries with at least one right answer, and those without, which no metric counts. */
  readonly queries: number;
  readonly without: number;
  /** Right answers of a query that has some; missing when none has. */
  readonly least?: number;
  readonly mean?: number;
  readonly most?: number;
}

export interface SideInspection extends MatrixFacts {
  readonly name: string;
  readonly items: number;
  readonly units: number;
  readonly width: number;
  readonly tokens?: { readonly count: number; readonly width: number };
  /** Items whose features, or whose text, another item before them has as well. */
  readonly repeatedFeatures: number;
  readonly repeatedTexts: number;
  /** Items as queries for the other side. */
  readonly answers: AnswerCounts;
}

/** Facts about one side, and what the splits are compared by: a number for the unit and one for the content of every row. */
export interface SideReading {
  readonly ids: Ids;
  readonly unitOf: Uint32Array;
  readonly contentOf: Uint32Array;
  /** Contents that are different. */
  readonly contents: number;
  readonly facts: Omit<SideInspection, 'answers'>;
}

/** Reads the items and the features of a side from start to end; `units` numbers the units of both sides. Throws a `UserError`. */
export async function readSideFacts(folder: CheckedFolder, side: Side, units: Numbering): Promise<SideReading> {
  const { name, features } = folder.manifest.sides[side];
  const ids = new IdTable();
  const unitOf = new GrowingNumbers(Uint32Array);
  const texts = new Numbering();
  let withText = 0;
  await forEachSideItem(folder, side, ({ id, unit, text }) => {
    ids.add(id);
    unitOf.push(units.numberOf(unit));
    if (text === undefined) return;
    withText++;
    texts.numberOf(text);
  });
  const contents = new Numbering();
  const contentOf = new Uint32Array(ids.length);
  const matrix = new MatrixFactsCollector(features.width);
  await forEachFeatureBlock(join(folder.dir, `${side}.safetensors`), ids, features, (start, block) => {
    matrix.add(block.global);
    for (let row = 0; row < block.global.rows; row++) contentOf[start + row] = contents.numberOf(...partsOf(block, row));
  });
  const { tokens } = features;
  return {
    ids,
    unitOf: unitOf.values(),
    contentOf,
    contents: contents.size,
    facts: {
      name,
      items: ids.length,
      units: countDistinct(unitOf.values(), units.size),
      width: features.width,
      ...(tokens === undefined ? {} : { tokens: { count: tokens.count, width: tokens.width } }),
      ...matrix.facts(),
      repeatedFeatures: ids.length - contents.size,
      repeatedTexts: withText - texts.size,
    },
  };
}

function countDistinct(numbers: Uint32Array, below: number): number {
  const seen = new Uint8Array(below);
  for (const number of numbers) seen[number] = 1;
  return seen.reduce((count, value) => count + value, 0);
}

/** The features of an item, tokens and mask included: equal for identical items. */
function partsOf({ global, tokens }: Features, row: number): (Float32Array | Uint8Array)[] {
  const own = <A extends Float32Array | Uint8Array>(data: A, width: number): A =>
    data.subarray(row * width, (row + 1) * width) as A;
  return [
    own(global.data, global.columns),
    ...(tokens === undefined ? [] : [own(tokens.data, tokens.tokens * tokens.width), own(tokens.mask, tokens.tokens)]),
  ];
}

/** How many right answers the rows of `relevance` have. */
export function countAnswers({ rows, offsets }: Relevance): AnswerCounts {
  let [queries, least, most] = [0, Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < rows; row++) {
    const count = offsets[row + 1]! - offsets[row]!;
    if (count === 0) continue;
    queries++;
    least = Math.min(least, count);
    most = Math.max(most, count);
  }
  const facts = { queries, without: rows - queries };
  return queries === 0 ? facts : { ...facts, least, mean: offsets[rows]! / queries, most };
}

/** What is odd about a side. */
export function sideFindings(side: Side, facts: SideInspection): Warning[] {
  const { zeroRows, constantColumns, repeatedFeatures, repeatedTexts, answers } = facts;
  const findings: [count: number, code: string, one: string, many: string, remedy: string][] = [
    [
      zeroRows,
      'zero-rows',
      'row is all zeros',
      'rows are all zeros',
      'Look at these items: their features were probably never computed.',
    ],
    [
      constantColumns,
      'constant-columns',
      'column is equal in every row',
      'columns are equal in every row',
      'They carry nothing; leave them out.',
    ],
    [
      repeatedFeatures,
      'repeated-features',
      'item has the features of an item before it',
      'items have the features of an item before them',
      'Make items with identical content one item, right for everything either was right for.',
    ],
    [
      repeatedTexts,
      'repeated-texts',
      'item has the text of an item before it',
      'items have the text of an item before them',
      'Make items with identical text one item, right for everything either was right for.',
    ],
    [
      answers.without,
      'no-answer',
      'item has no right answer',
      'items have no right answer',
      'They are only candidates: no metric counts them as queries.',
    ],
  ];
  return findings
    .filter(([count]) => count > 0)
    .map(([count, code, one, many, remedy]) => ({
      code,
      message: `${side} (${facts.name}): ${counted(count, one, many)}.`,
      remedy,
    }));
}
