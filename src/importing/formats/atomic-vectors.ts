import { type AtomicColumn, atomicColumn, readAtomic } from '../../dataset/formats/recbole.ts';
import { compareBytewise } from '../../dataset/identifiers.ts';
import { shown } from '../../errors.ts';
import { sha256 } from '../../files/sha256.ts';
import { blockRows, type FeatureSource, type SourceOptions } from '../feature-source.ts';
import { matrixShape } from '../matrix-shape.ts';
import { refuse, writeAgain } from '../refuse.ts';

/** Values of a column that get a place each; where there are more, all of them share so many places by their hash. */
export const mostPlaces = 256;

/** Writes what one field of the file says into its places of a row of zeros. */
interface Encoding {
  readonly width: number;
  readonly write: (field: string, into: Float32Array) => void;
}

/**
 * Features of the attributes in a RecBole `.user` or `.item` file, whose first column is the id: a number as it is, of a `token` a one at the place of its value, of a
 * `token_seq` one at each; of a column with more than 256 values by hashing (Weinberger et al., ICML 2009). Models standardise on training items. `array` names a
 * column in place of all. Throws a `UserError` that names the column.
 */
export async function openAtomicVectors(path: string, { array }: SourceOptions): Promise<FeatureSource> {
  const file = await readAtomic(path);
  const id = file.columns[0]!.name;
  const used = array === undefined ? file.columns.slice(1) : file.columns.filter(({ name }) => name === array);
  if (used.length === 0)
    throw refuse(
      path,
      array === undefined ? 'The file has no column beside the ids.' : `There is no column ${shown(array)}.`,
      'Give features of your own, or use the interactions alone: --left or --right with the .inter file.',
    );
  const encodings = used.map((column) => {
    const fields = atomicColumn(file, column.name, path);
    return { fields, ...encodingOf(column, fields, path) };
  });
  const width = encodings.reduce((sum, encoding) => sum + encoding.width, 0);
  return denseSource(path, [file.rows, width], file.values, id, (row, into) => {
    let start = 0;
    for (const { fields, width: own, write } of encodings) {
      write(fields[row]!, into.subarray(start, start + own));
      start += own;
    }
  });
}

/**
 * Who and which alone: an item a distinct value of the column `array` of a RecBole `.inter` file, in bytewise order, its features a one at its own place. Throws a
 * `UserError`.
 */
export async function openAtomicIds(path: string, { array }: SourceOptions): Promise<FeatureSource> {
  const file = await readAtomic(path);
  if (array === undefined)
    throw refuse(path, 'Interactions have no features.', 'Name the column of ids, with --left-array or --right-array.');
  const ids = distinct(atomicColumn(file, array, path));
  return denseSource(path, [ids.length, ids.length], new Map([[array, ids]]), array, (row, into) => {
    into[row] = 1;
  });
}

/** Rows that are written when they are asked for; the column `id` is that of ids. */
function denseSource(
  path: string,
  shape: readonly [number, number],
  values: ReadonlyMap<string, readonly string[]>,
  id: string,
  write: (row: number, into: Float32Array) => void,
): FeatureSource {
  const { rows, columns } = matrixShape(shape, path);
  return {
    path,
    rows,
    columns,
    column: async (name) => values.get(name) ?? (name === 'id' ? values.get(id) : undefined),
    async forEachBlock(visit) {
      const perBlock = blockRows(columns);
      const buffer = new Float32Array(perBlock * columns);
      for (let start = 0; start < rows; start += perBlock) {
        const count = Math.min(perBlock, rows - start);
        const data = buffer.subarray(0, count * columns).fill(0);
        for (let row = 0; row < count; row++) write(start + row, data.subarray(row * columns, (row + 1) * columns));
        await visit({ start, rows: count, data });
      }
    },
  };
}

function encodingOf({ name, type }: AtomicColumn, fields: readonly string[], path: string): Encoding {
  switch (type) {
    case 'float':
      return {
        width: 1,
        write(field, into) {
          into[0] = Number(field);
        },
      };
    case 'float_seq': {
      const width = fields[0]?.split(' ').length ?? 0;
      const odd = fields.findIndex((field) => field.split(' ').length !== width);
      if (odd >= 0)
        throw refuse(
          `${path}:${odd + 2}`,
          `The numbers of column ${shown(name)} are not ${width} as in the first line.`,
          writeAgain,
        );
      return { width, write: (field, into) => into.set(field.split(' ').map(Number)) };
    }
    case 'token':
      return placesOf(fields, (field) => (field === '' ? [] : [field]));
    case 'token_seq':
      return placesOf(fields, (field) => field.split(' ').filter((token) => token !== ''));
  }
}

function placesOf(fields: readonly string[], tokensOf: (field: string) => readonly string[]): Encoding {
  const values = distinct(fields.flatMap(tokensOf));
  const bucketOf = (value: string, i: number): number =>
    values.length <= mostPlaces ? i : Number.parseInt(sha256(Buffer.from(value)).slice(0, 8), 16) % mostPlaces;
  const buckets = values.map(bucketOf);
  // A bucket that no value fell into would be a column of zeros.
  const taken = new Map([...new Set(buckets)].sort((a, b) => a - b).map((bucket, place) => [bucket, place]));
  const places = new Map(values.map((value, i) => [value, taken.get(buckets[i]!)!]));
  return {
    width: taken.size,
    write(field, into) {
      for (const token of tokensOf(field)) into[places.get(token)!] = 1;
    },
  };
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort(compareBytewise);
