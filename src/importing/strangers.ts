import { shown } from '../errors.ts';
import type { Side } from '../types.ts';
import { listed, refuse } from './refuse.ts';
import type { SideItems } from './side-items.ts';
import type { Table } from './table.ts';

/** Pairs that name an item which is not there, and what probably went wrong. */
export interface Strangers {
  /** `cells` are the left id and the right one, of which one is unknown. */
  note(cells: readonly string[], place: string): void;
  /** Throws a `UserError` where there were any: the first ten, and what to do. */
  refuse(): void;
}

export function strangersIn(table: Table, columns: Readonly<Record<Side, string>>, left: SideItems, right: SideItems): Strangers {
  const first: string[] = [];
  const sides = new Set<Side>();
  let [count, turned] = [0, 0];
  return {
    note([leftId, rightId], place) {
      count++;
      if (left.rowOf(rightId!) !== undefined && right.rowOf(leftId!) !== undefined) turned++;
      const side = left.rowOf(leftId!) === undefined ? 'left' : 'right';
      sides.add(side);
      const id = side === 'left' ? leftId : rightId;
      if (first.length < 10) first.push(`${side} ${shown(id)} (${place.slice(place.lastIndexOf('/') + 1)})`);
    },
    refuse() {
      if (count === 0) return;
      const remedy =
        turned === count
          ? `They fit the other way round: --pairs-left ${shown(columns.right)} --pairs-right ${shown(columns.left)}.`
          : [
              ...[...sides].flatMap((side) => numbersOf(side, side === 'left' ? left : right)),
              `Left ids were read from the column ${shown(columns.left)}, right ones from ${shown(columns.right)}: correct them, or leave such pairs out with --skip-unknown-pairs.`,
            ].join(' ');
      throw refuse(table.path, `Pairs name items that are not there: ${listed(count, first)}.`, remedy);
    },
  };
}

const numbersOf = (side: Side, { isNumbered, count }: SideItems): string[] =>
  isNumbered
    ? [
        `The ${side} items have no ids and are known by their rows, 0 to ${count - 1}: give ids with --${side}-items or --${side}-ids.`,
      ]
    : [];
