import { shown } from '../../errors.ts';
import type { Item, Relevance } from '../../types.ts';
import type { Ids } from '../ids.ts';
import { forEachLine } from '../lines.ts';
import { PairList } from '../pair-list.ts';
import { refusal } from '../refusal.ts';

/**
 * Reads `left id <tab> right id`, in any order: pairs that are no candidates of each other. Throws a `UserError` that names the line for unknown ids, pairs
 * given twice and pairs that are right answers.
 */
export async function readExcluded(path: string, left: Ids, right: Ids, relevance: Relevance): Promise<Relevance> {
  const pairs = new PairList();
  await forEachLine(path, (line, place) => {
    const fields = line.split('\t');
    if (fields.length !== 2) throw refusal(place, 'The line is not "left id, right id" with a tab between.');
    const [row, column] = [left.rowOf(fields[0]!), right.rowOf(fields[1]!)];
    if (row === undefined) throw refusal(place, `There is no left item ${shown(fields[0]!)}.`);
    if (column === undefined) throw refusal(place, `There is no right item ${shown(fields[1]!)}.`);
    if (relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!).includes(column))
      throw refusal(place, `The pair ${shown(fields[0]!)}, ${shown(fields[1]!)} is a right answer, and cannot be excluded.`);
    pairs.add(row, column, 1);
  });
  return pairs.relevance(left.length, right.length, (pair, row, column) =>
    refusal(`${path}:${pair + 1}`, `The pair ${shown(left.at(row))}, ${shown(right.at(column))} is there twice.`),
  );
}

/** The text that `readExcluded` reads, by left row, then right row. */
export function formatExcluded(left: readonly Item[], right: readonly Item[], { rows, offsets, columnOf }: Relevance): string {
  const lines: string[] = [];
  for (let row = 0; row < rows; row++)
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) lines.push(`${left[row]!.id}\t${right[columnOf[i]!]!.id}\n`);
  return lines.join('');
}
