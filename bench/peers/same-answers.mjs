// @ts-check

/** @typedef {{ rows: number[], scores: number[] }} Answers best first, query by query */

/** Sums in another order differ by about this much, relative to the score. */
const rounding = 1e-4;

/**
 * Throws unless both found the same k candidates for every query. Where rows differ, their scores must be equal to rounding.
 * @param {Answers} ours
 * @param {Answers} theirs
 * @param {number} k
 * @returns {number} places whose rows differ within rounding
 */
export function requireSameAnswers(ours, theirs, k) {
  if (ours.rows.length !== theirs.rows.length) throw new Error(`${ours.rows.length} answers against ${theirs.rows.length}`);
  const scale = Math.max(...theirs.scores.map(Math.abs));
  let ties = 0;
  for (const [i, row] of ours.rows.entries()) {
    const difference = Math.abs((ours.scores[i] ?? Number.NaN) - (theirs.scores[i] ?? Number.NaN));
    if (!(difference <= rounding * scale)) {
      throw new Error(`query ${Math.floor(i / k)}, place ${(i % k) + 1}: score ${ours.scores[i]} against ${theirs.scores[i]}`);
    }
    if (row !== theirs.rows[i]) ties++;
  }
  // Neighbours in the ranking may change places by rounding, few of them do.
  if (ties > ours.rows.length / 20) throw new Error(`${ties} of ${ours.rows.length} places hold other candidates`);
  return ties;
}

/** Asks both sides of a race for their answers and compares them. @param {number} k */
export const agreeOn =
  (k) =>
  /** @param {import('./conversation.mjs').Conversation} ours @param {import('./conversation.mjs').Conversation} theirs */
  async (ours, theirs) =>
    requireSameAnswers(await ours.ask({ do: 'answers' }), await theirs.ask({ do: 'answers' }), k);
