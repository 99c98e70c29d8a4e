import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import type { Dataset, DatasetPart, FeatureShape, Features, Matrix, Part, Relevance, SideData, Split } from '../types.ts';
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
    throw new UserError('input', `The ${part} part has ${left.length} left and ${counted(right.length, 'right item')}.`, {
      place,
      remedy: 'Use a split that has items there on both sides.',
    });
  }
  const exclude = excludedAmong(dataset, split, part, left, right);
  return {
    left: takeRows(dataset.left, left),
    right: takeRows(dataset.right, right),
    relevance: answersIn(dataset, split, [part], left, right),
    ...(exclude === undefined ? {} : { exclude }),
  };
}

/** The right pairs of some parts among some rows and columns; all of them where a split does not divide pairs. */
export const answersIn = (
  { relevance }: Dataset,
  { pairs }: Split,
  parts: readonly Part[],
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
): Relevance =>
  restrictRelevance(relevance, rows, columns, pairs && ((pair) => parts.some((of) => pairs[pair] === partCodes[of])));

/** What is no candidate among some rows and columns in a part: pairs of the data set, and where pairs are divided the right ones of earlier parts. */
export function excludedAmong(
  dataset: Dataset,
  split: Split,
  part: Part,
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
): Relevance | undefined {
  const named = dataset.exclude === undefined ? undefined : restrictRelevance(dataset.exclude, rows, columns);
  const earlier = split.pairs === undefined ? undefined : answersIn(dataset, split, earlierParts[part], rows, columns);
  return named === undefined || earlier === undefined ? (named ?? earlier) : joined(named, earlier);
}

/** The pairs of either. */
function joined(a: Relevance, b: Relevance): Relevance {
  const pairs = [a, b].flatMap(({ rows, offsets, columnOf }) =>
    Array.from({ length: rows }, (_, row) =>
      [...columnOf.subarray(offsets[row]!, offsets[row + 1]!)].map((column) => [row, column] as const),
    ).flat(),
  );
  const distinct = new Map(pairs.map(([row, column]) => [row * a.columns + column, { row, column, grade: 1 }]));
  return relevanceFromPairs(a.rows, a.columns, [...distinct.values()]);
}

/** The sizes that a model is built for. */
export const featureShape = ({ global, tokens, words }: Features): FeatureShape => ({
  width: global.columns,
  ...(tokens === undefined ? {} : { tokens: { count: tokens.tokens, width: tokens.width } }),
  ...(words === undefined ? {} : { words: 8 * words.bytes }),
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

function gather({ global, tokens, words }: Features, rows: ArrayLike<number>): Features {
  const gathered = {
    global: gatherMatrix(global, rows),
    ...(words === undefined
      ? {}
      : {
          words: {
            items: rows.length,
            bytes: words.bytes,
            data: gatherRows(words.data, words.bytes, rows, new Uint8Array(rows.length * words.bytes)),
          },
        }),
  };
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
