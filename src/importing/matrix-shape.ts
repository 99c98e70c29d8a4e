import { shown } from '../errors.ts';
import { refuse } from './refuse.ts';

/** Widest feature vector that is read. */
export const widest = 1 << 16;
/** Rows are numbered with 31 bits. */
const mostRows = 2 ** 31 - 1;

/** The shape as a matrix that can be features: at least one row and one column. Throws a `UserError` of kind `input`. */
export function matrixShape(shape: readonly number[], place: string): { readonly rows: number; readonly columns: number } {
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    throw refuse(
      place,
      `The array has the shape ${shown(shape)}, and features are [items, values].`,
      'Write one vector an item.',
    );
  if (rows === 0 || columns === 0)
    throw refuse(place, `The array has the shape ${shown(shape)}: there are no features in it.`, 'Write at least one item.');
  if (columns > widest || rows > mostRows)
    throw refuse(
      place,
      `The array has the shape ${shown(shape)}; at most ${mostRows} items of ${widest} values are read.`,
      'Check that rows are items and columns are values.',
    );
  return { rows, columns };
}
