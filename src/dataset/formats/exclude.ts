import { shown } from '../../errors.ts';
import type { Item, Relevance } from '../../types.ts';
import { forEachLine } from '../lines.ts';
import { refusal } from '../refusal.ts';
import { type RelevantPair, relevanceFromPairs } from '../relevance.ts';
import { rowsById } from './qrels.ts';

/**
 * Reads `left id <tab> right id`, in any order: pairs that are no candidates of each other. Throws a `UserError` that names the line for unknown ids, pairs
 * given twice and pairs that are right answers.
 */
export async function readExcluded(
  path: string,
  left: readonly Item[],
  right: readonly Item[],
  relevance: Relevance,
): Promise<Relevance> {
  const [rowOf, columnOf] = [rowsById(left), rowsById(right)];
  const pairs: RelevantPair[] = [];
  const seen = new Set<number>();
  await forEachLine(path, (line, place) => {
    const fields = line.split('\t');
    if (fields.length !== 2) throw refusal(place, 'The line is not "left id, right id" with a tab between.');
    const [row, column] = [rowOf.get(fields[0]!), columnOf.get(fields[1]!)];
    if (row === undefined) throw refusal(place, `There is no left item ${shown(fields[0]!)}.`);
    if (column === undefined) throw refusal(place, `There is no right item ${shown(fields[1]!)}.`);
    const pair = `The pair ${shown(fields[0]!)}, ${shown(fields[1]!)}`;
    const key = row * right.length + column;
    if (seen.has(key)) throw refusal(place, `${pair} is there twice.`);
    if (relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!).includes(column))
      throw refusal(place, `${pair} is a right answer, and cannot be excluded.`);
    seen.add(key);
    pairs.push({ row, column, grade: 1 });
  });
  return relevanceFromPairs(left.length, right.length, pairs);
}

/** The text that `readExcluded` reads, by left row, then right row. */
export function formatExcluded(left: readonly Item[], right: readonly Item[], { rows, offsets, columnOf }: Relevance): string {
  const lines: string[] = [];
  for (let row = 0; row < rows; row++)
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) lines.push(`${left[row]!.id}\t${right[columnOf[i]!]!.id}\n`);
  return lines.join('');
}
