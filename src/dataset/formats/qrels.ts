import { shown } from '../../errors.ts';
import type { Relevance } from '../../types.ts';
import type { Ids } from '../ids.ts';
import { type ItemRows, joinLines } from '../item-rows.ts';
import { forEachLine } from '../lines.ts';
import { PairList } from '../pair-list.ts';
import { refusal } from '../refusal.ts';

const gradePattern = /^[1-9]\d{0,2}$/;

/**
 * Reads TREC relevance judgements, `query id <tab> 0 <tab> candidate id <tab> grade`, grades 1 to 255, in any order. Wrong candidates are left
 * out of the file. Throws a `UserError` that names the line for unknown ids, pairs given twice and anything else unexpected.
 */
export async function readQrels(path: string, queries: Ids, candidates: Ids): Promise<Relevance> {
  const pairs = new PairList();
  await forEachLine(path, (line, place) => {
    const fields = line.split('\t');
    const [query, iteration, candidate, gradeText] = fields;
    if (fields.length !== 4 || iteration !== '0')
      throw refusal(place, 'The line is not "query id, 0, candidate id, grade" with tabs between.');
    const [row, column] = [queries.rowOf(query!), candidates.rowOf(candidate!)];
    if (row === undefined) throw refusal(place, `There is no query ${shown(query!)}.`);
    if (column === undefined) throw refusal(place, `There is no candidate ${shown(candidate!)}.`);
    const grade = Number(gradeText);
    if (!gradePattern.test(gradeText!) || grade > 255)
      throw refusal(place, `The grade ${shown(gradeText!)} is not a whole number from 1 to 255.`);
    pairs.add(row, column, grade);
  });
  return pairs.relevance(queries.length, candidates.length, (pair, row, column) =>
    refusal(`${path}:${pair + 1}`, `The pair ${shown(queries.at(row))}, ${shown(candidates.at(column))} is there twice.`),
  );
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
