import { UserError } from '../errors.ts';
import type { Dataset, DatasetPart, FeatureShape, Features, Matrix, Part, Relevance, SideData } from '../types.ts';
import { earlierParts, isIn, partCodes } from './part-codes.ts';
import { relevanceFromPairs, restrictRelevance } from './relevance.ts';

/** The items of one part of one split, in their order. Throws a `UserError` of kind `input` for an unknown split or a part empty on a side. */
export function takePart(dataset: Dataset, splitName: string, part: Part): DatasetPart {
  const split = dataset.splits.find(({ name }) => name === splitName);
  const place = `data set ${dataset.name}, split ${splitName}`;
  if (split === undefined) {
    throw new UserError('input', 'There is no such split.', {
      place,
      remedy: `Use one of ${dataset.splits.map(({ name }) => name).join(', ')}.`,
    });
  }
  const [left, right] = [rowsOf(split.left, part), rowsOf(split.right, part)];
  if (left.length === 0 || right.length === 0) {
    throw new UserError('input', `The ${part} part has ${left.length} left and ${right.length} right items.`, {
      place,
      remedy: 'Use a split that has items there on both sides.',
    });
  }
  const { pairs } = split;
  const among = (parts: readonly Part[]): Relevance =>
    restrictRelevance(dataset.relevance, left, right, pairs && ((pair) => parts.some((of) => pairs[pair] === partCodes[of])));
  const exclude = joined(
    dataset.exclude === undefined ? undefined : restrictRelevance(dataset.exclude, left, right),
    pairs === undefined ? undefined : among(earlierParts[part]),
  );
  return {
    left: takeRows(dataset.left, left),
    right: takeRows(dataset.right, right),
    relevance: among([part]),
    ...(exclude === undefined ? {} : { exclude }),
  };
}

/** The pairs of either. */
function joined(a: Relevance | undefined, b: Relevance | undefined): Relevance | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const pairs = [a, b].flatMap(({ rows, offsets, columnOf }) =>
    Array.from({ length: rows }, (_, row) =>
      [...columnOf.subarray(offsets[row]!, offsets[row + 1]!)].map((column) => [row, column] as const),
    ).flat(),
  );
  const distinct = new Map(pairs.map(([row, column]) => [row * a.columns + column, { row, column, grade: 1 }]));
  return relevanceFromPairs(a.rows, a.columns, [...distinct.values()]);
}

/** The sizes that a model is built for. */
export const featureShape = ({ global, tokens }: Features): FeatureShape => ({
  width: global.columns,
  ...(tokens === undefined ? {} : { tokens: { count: tokens.tokens, width: tokens.width } }),
});

function rowsOf(codes: Uint8Array, part: Part): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < codes.length; row++) if (isIn(codes[row], part)) rows.push(row);
  return Uint32Array.from(rows);
}

/** Some rows of a side, in the order given. */
export function takeRows({ name, items, features }: SideData, rows: ArrayLike<number>): SideData {
  return { name, items: Array.from(rows, (row) => items[row]!), features: gather(features, rows) };
}

function gather({ global, tokens }: Features, rows: ArrayLike<number>): Features {
  const gathered = { global: gatherMatrix(global, rows) };
  if (tokens === undefined) return gathered;
  const { tokens: count, width } = tokens;
  return {
    ...gathered,
    tokens: {
      items: rows.length,
      tokens: count,
      width,
      data: gatherRows(tokens.data, count * width, rows, new Float32Array(rows.length * count * width)),
      mask: gatherRows(tokens.mask, count, rows, new Uint8Array(rows.length * count)),
    },
  };
}

const gatherMatrix = ({ columns, data }: Matrix, rows: ArrayLike<number>): Matrix => ({
  rows: rows.length,
  columns,
  data: gatherRows(data, columns, rows, new Float32Array(rows.length * columns)),
});

function gatherRows<T extends Float32Array | Uint8Array>(data: T, width: number, rows: ArrayLike<number>, into: T): T {
  for (let i = 0; i < rows.length; i++) into.set(data.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  return into;
}
