import { counted } from '../../counted.ts';
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
        ? `The file has ${counted(lists.length, 'column')} of lists: ${lists.slice(0, 10).map(shown).join(', ') || 'none'}.`
        : `There is no column of lists ${shown(name)}; the file has ${lists.slice(0, 10).map(shown).join(', ') || 'none'}.`,
      'Say which column holds the features, with --left-array or --right-array.',
    );
  const { values } = table.columns.find((each) => each.name === name)!;
  if (table.rows > 0 && values % table.rows !== 0)
    throw refuse(
      path,
      `The ${counted(table.rows, 'vector has', 'vectors have')} ${counted(values, 'value')} in all: they are not equally long.`,
      'Make all vectors equally long.',
    );
  const { rows, columns } = matrixShape([table.rows, values / Math.max(1, table.rows)], path);
  return {
    path,
    rows,
    columns,
    async column(of) {
      if (!table.columns.some((each) => each.name === of && !each.isList)) return undefined;
      const texts: string[] = [];
      await table.forEachRange([of], (start, [cells]) => {
        for (let i = 0; i < cells!.length; i++) texts.push(textOf(cells![i], `${path}, row ${start + i}, column ${of}`));
      });
      return texts;
    },
    forEachBlock(visit) {
      const perBlock = blockRows(columns);
      return table.forEachVectors(name, columns, async (start, data) => {
        const count = data.length / columns;
        for (let first = 0; first < count; first += perBlock) {
          const taken = Math.min(perBlock, count - first);
          await visit({ start: start + first, rows: taken, data: data.subarray(first * columns, (first + taken) * columns) });
        }
      });
    },
  };
}
