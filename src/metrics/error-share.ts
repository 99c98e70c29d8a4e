import type { Relevance } from '../types.ts';
import { rightAnswers } from './right-answers.ts';
import type { TopRankings } from './top-rankings.ts';

export interface ErrorShare {
  /** Queries whose first candidate is wrong. */
  readonly errors: number;
  /** Of those, the ones whose first candidate is of the query's own unit: a sibling, not a stranger. */
  readonly siblings: number;
  /** siblings / errors; `undefined` where nothing is wrong. */
  readonly share: number | undefined;
  /** The derivative of the share by how often each query occurs, at once [Q]; zeros where there is none. */
  readonly influences: Float64Array;
}

/**
 * How many wrong first answers come from the query's own unit (family): the near misses of a compositional data set.
 * `leftUnits` [N] and `rightUnits` [M] name the unit of every item in row order.
 */
export function errorShare(
  top: TopRankings,
  relevance: Relevance,
  leftUnits: ArrayLike<string | number>,
  rightUnits: ArrayLike<string | number>,
): ErrorShare {
  const right = rightAnswers(relevance, top.direction);
  const [queryUnits, candidateUnits] = top.direction === 'left-right' ? [leftUnits, rightUnits] : [rightUnits, leftUnits];
  const isError = new Uint8Array(top.queryRows.length);
  const isSibling = new Uint8Array(top.queryRows.length);
  for (const [query, row] of top.queryRows.entries()) {
    const first = top.rows[query * top.depth]!;
    if (right.columnOf.subarray(right.offsets[row]!, right.offsets[row + 1]!).includes(first)) continue;
    isError[query] = 1;
    if (queryUnits[row] === candidateUnits[first]) isSibling[query] = 1;
  }
  const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);
  const [errors, siblings] = [count(isError), count(isSibling)];
  const share = errors > 0 ? siblings / errors : undefined;
  const influences = Float64Array.from(isError, (flag, query) => (flag === 0 ? 0 : (isSibling[query]! - share!) / errors));
  return { errors, siblings, share, influences };
}
