import { shown } from '../../errors.ts';
import type { Item, Relevance } from '../../types.ts';
import { type ItemRows, joinLines } from '../item-rows.ts';
import { forEachLine } from '../lines.ts';
import { refusal } from '../refusal.ts';
import { type RelevantPair, relevanceFromPairs } from '../relevance.ts';

const gradePattern = /^[1-9]\d{0,2}$/;

export const rowsById = (items: readonly Item[]): ReadonlyMap<string, number> => new Map(items.map(({ id }, row) => [id, row]));

/**
 * Reads TREC relevance judgements, `query id <tab> 0 <tab> candidate id <tab> grade`, grades 1 to 255, in any order. Wrong candidates are left
 * out of the file. Throws a `UserError` that names the line for unknown ids, pairs given twice and anything else unexpected.
 */
export async function readQrels(path: string, queries: readonly Item[], candidates: readonly Item[]): Promise<Relevance> {
  const [rowOf, columnOf] = [rowsById(queries), rowsById(candidates)];
  const pairs: RelevantPair[] = [];
  const seen = new Set<number>();
  await forEachLine(path, (line, place) => {
    const fields = line.split('\t');
    const [query, iteration, candidate, gradeText] = fields;
    if (fields.length !== 4 || iteration !== '0')
      throw refusal(place, 'The line is not "query id, 0, candidate id, grade" with tabs between.');
    const [row, column] = [rowOf.get(query!), columnOf.get(candidate!)];
    if (row === undefined) throw refusal(place, `There is no query ${shown(query!)}.`);
    if (column === undefined) throw refusal(place, `There is no candidate ${shown(candidate!)}.`);
    const grade = Number(gradeText);
    if (!gradePattern.test(gradeText!) || grade > 255)
      throw refusal(place, `The grade ${shown(gradeText!)} is not a whole number from 1 to 255.`);
    const key = row * candidates.length + column;
    if (seen.has(key)) throw refusal(place, `The pair ${shown(query!)}, ${shown(candidate!)} is there twice.`);
    seen.add(key);
    pairs.push({ row, column, grade });
  });
  return relevanceFromPairs(queries.length, candidates.length, pairs);
}

/** The lines that `readQrels` reads, by query row, then candidate row. */
export function* qrelLines(queries: ItemRows, candidates: ItemRows, relevance: Relevance): Generator<string> {
  for (let row = 0; row < relevance.rows; row++) {
    for (let i = relevance.offsets[row]!; i < relevance.offsets[row + 1]!; i++) {
      yield `${queries.at(row)!.id}\t0\t${candidates.at(relevance.columnOf[i]!)!.id}\t${relevance.grades[i]}`;
    }
  }
}

/** The text that `readQrels` reads. */
export const formatQrels = (queries: ItemRows, candidates: ItemRows, relevance: Relevance): string =>
  joinLines(qrelLines(queries, candidates, relevance));
