import { shown } from '../../errors.ts';
import { blockRows, type FeatureSource, type SourceOptions } from '../feature-source.ts';
import { matrixShape } from '../matrix-shape.ts';
import { refuse } from '../refuse.ts';
import { openParquet } from './parquet.ts';
import { textOf } from './table-cell.ts';

/** Features in a Parquet file: a column of lists of numbers, the one of that name or the only one. Throws a `UserError`. */
export async function openParquetVectors(path: string, { array }: SourceOptions): Promise<FeatureSource> {
  const table = await openParquet(path);
  const lists = table.columns.filter(({ isList }) => isList).map(({ name }) => name);
  const name = array ?? (lists.length === 1 ? lists[0]! : undefined);
  if (name === undefined || !lists.includes(name))
    throw refuse(
      path,
      name === undefined
        ? `The file has ${lists.length} columns of lists: ${lists.slice(0, 10).map(shown).join(', ') || 'none'}.`
        : `There is no column of lists ${shown(name)}; the file has ${lists.slice(0, 10).map(shown).join(', ') || 'none'}.`,
      'Say which column holds the features, with --left-array or --right-array.',
    );
  const { values } = table.columns.find((each) => each.name === name)!;
  if (values % table.rows !== 0)
    throw refuse(
      path,
      `The ${table.rows} vectors have ${values} values in all: they are not equally long.`,
      'Make all vectors equally long.',
    );
  const { rows, columns } = matrixShape([table.rows, values / table.rows], path);
  return {
    path,
    rows,
    columns,
    async column(of) {
      if (!table.columns.some((each) => each.name === of && !each.isList)) return undefined;
      const texts: string[] = [];
      await table.forEachRange([of], async ({ start, values: [values] }) => {
        for (let i = 0; i < values!.length; i++) texts.push(textOf(values![i], `${path}, row ${start + i}, column ${of}`));
      });
      return texts;
    },
    forEachBlock(visit) {
      const perBlock = blockRows(columns);
      const data = new Float32Array(perBlock * columns);
      return table.forEachRange([name], async ({ start, rows: count, values: [vectors] }) => {
        for (let first = 0; first < count; first += perBlock) {
          const taken = Math.min(perBlock, count - first);
          for (let i = 0; i < taken; i++)
            copyVector(vectors![first + i], columns, data, i * columns, () => `${path}, row ${start + first + i}`);
          await visit({ start: start + first, rows: taken, data: data.subarray(0, taken * columns) });
        }
      });
    },
  };
}

function copyVector(vector: unknown, columns: number, into: Float32Array, at: number, place: () => string): void {
  const given = (vector ?? []) as ArrayLike<unknown>;
  if (given.length !== columns)
    throw refuse(
      place(),
      `The vector has ${given.length} values, and the first has ${columns}.`,
      'Make all vectors equally long.',
    );
  for (let i = 0; i < columns; i++) {
    const value = given[i];
    if (typeof value !== 'number')
      throw refuse(place(), `Value ${i} of the vector is ${shown(value)}, no number.`, 'Write numbers only.');
    into[at + i] = value;
  }
}
