import type { Random } from '../random.ts';
import type { Direction, Matrix, Relevance } from '../types.ts';
import { forEachQuery } from './query-scores.ts';
import { rightAnswers } from './right-answers.ts';

/** Best scores of queries, half of which were left without a right answer on purpose. Arrays are [Q], by query row ascending. */
export interface BestScores {
  readonly queryRows: Int32Array;
  readonly best: Float32Array;
  /** 1 where the right answers were among the candidates. */
  readonly answerable: Uint8Array;
}

/**
 * Of the queries with a right answer a half, rounded down, is drawn; these lose all their right answers, which stay candidates of the others. The best
 * score of a query is over the candidates it has left; queries that have none are left out.
 */
export function bestScores(scores: Matrix, relevance: Relevance, direction: Direction, random: Random): BestScores {
  const { rows, offsets, columnOf } = rightAnswers(relevance, direction);
  const asked = Int32Array.from({ length: rows }, (_, row) => row).filter((row) => offsets[row + 1]! > offsets[row]!);
  const withheld = new Uint8Array(rows);
  for (const row of random.shuffle(asked.slice()).subarray(0, Math.floor(asked.length / 2))) withheld[row] = 1;
  const found: { readonly row: number; readonly best: number }[] = [];
  const hidden = new Uint8Array(direction === 'left-right' ? scores.columns : scores.rows);
  forEachQuery(scores, direction, (row, candidateScores) => {
    const answers = columnOf.subarray(offsets[row]!, offsets[row + 1]!);
    if (answers.length === 0 || (withheld[row] === 1 && answers.length === candidateScores.length)) return;
    if (withheld[row] === 1) for (const column of answers) hidden[column] = 1;
    let best = -Infinity;
    for (let column = 0; column < candidateScores.length; column++) {
      if (candidateScores[column]! > best && hidden[column] === 0) best = candidateScores[column]!;
    }
    for (const column of answers) hidden[column] = 0;
    found.push({ row, best });
  });
  return {
    queryRows: Int32Array.from(found, ({ row }) => row),
    best: Float32Array.from(found, ({ best }) => best),
    answerable: Uint8Array.from(found, ({ row }) => 1 - withheld[row]!),
  };
}
