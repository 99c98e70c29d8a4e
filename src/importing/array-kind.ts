import { shown } from '../errors.ts';
import type { ElementName } from './element-types.ts';
import { matrixShape } from './matrix-shape.ts';
import { refuse } from './refuse.ts';

/** What an array is read as: the element types that it may have, and its shape as rows of items. Both throw a `UserError`. */
export interface ArrayKind {
  readonly elements: readonly ElementName[];
  readonly shape: (shape: readonly number[], place: string) => { readonly rows: number; readonly columns: number };
}

const numbers: readonly ElementName[] = ['F32', 'F64', 'F16', 'BF16', 'I8'];

/** One vector an item, [N, D]. */
export const featureKind: ArrayKind = { elements: numbers, shape: matrixShape };

/** Token vectors [N, T, D]: a row of T × D values an item. */
export const tokenKind: ArrayKind = {
  elements: numbers,
  shape(shape, place) {
    const [items, tokens, width] = shape;
    if (shape.length !== 3 || items === undefined || tokens === undefined || width === undefined)
      throw refuse(
        place,
        `The array has the shape ${shown(shape)}, and tokens are [items, tokens, values].`,
        'Write as many tokens of every item, those that it has not as zeros, and a mask that says which it has.',
      );
    if (items === 0 || tokens * width === 0)
      throw refuse(place, `The array has the shape ${shown(shape)}: there are no tokens in it.`, 'Write at least one token.');
    const most = 1 << 22;
    if (tokens * width > most || items > 2 ** 31 - 1)
      throw refuse(
        place,
        `The array has the shape ${shown(shape)}; at most ${most} values an item are read.`,
        'Keep fewer tokens, or narrower ones.',
      );
    return { rows: items, columns: tokens * width };
  },
};

/** Which tokens an item has, [N, T]: true or 1 where there is one. */
export const maskKind: ArrayKind = {
  elements: ['BOOL', 'U8', 'I8'],
  shape(shape, place) {
    if (shape.length === 2) return matrixShape(shape, place);
    throw refuse(place, `The mask has the shape ${shown(shape)}, and masks are [items, tokens].`, 'Write one row an item.');
  },
};
