import { affordable } from './affordable.ts';
import type { Strategy } from './cost-model.ts';
import type { Evidence, PassCost, QueryCost } from './evidence.ts';
import { formatCount, formatCounted, formatMs, formatSeconds } from './quantities.ts';

/** What somebody may be willing to wait for scoring all N × M pairs, in seconds. */
export const passBudgets = [1, 60, 3600] as const;

/** Up to which N × M a model can score all pairs, once both sides are encoded. */
export function passSentence({ model, scorer, fit }: PassCost): string {
  const side = (pairs: number): string => formatCount(Math.floor(Math.sqrt(pairs)));
  const sizes = passBudgets.map((seconds) => {
    const found = affordable(fit, seconds);
    const within = `within ${formatSeconds(seconds)}`;
    if (found === undefined) return `not determined ${within} (the measured time does not grow with N × M)`;
    const interval =
      found.low === undefined
        ? ''
        : ` [${side(found.low)}, ${found.high === undefined ? 'not determined: the fit is too loose' : side(found.high)}]`;
    return `${side(found.size)}${interval} ${within}${found.extrapolated ? ' (extrapolated)' : ''}`;
  });
  return `With both sides encoded, scoring all N × M pairs with ${model} (${scorer}) is affordable up to N = M = ${sizes.join(', ')}; measured up to ${formatCounted(fit.largest, 'pair')}.`;
}

/** The quickest way to answer one query with a model, by its median: what the verdict and the terminal name. */
export const quickestQuery = (queries: readonly QueryCost[], model: string): QueryCost | undefined =>
  queries
    .filter((query) => query.model === model)
    .toSorted((a, b) => (a.p50Ms ?? Number.POSITIVE_INFINITY) - (b.p50Ms ?? Number.POSITIVE_INFINITY))[0];

/** A scorer with the share of the exact answers that it returns, where it does not return them all. */
const scorerWithRecall = ({ scorer, recall }: QueryCost): string =>
  recall === undefined ? scorer : `${scorer}, ${recall.name} ${recall.value.toFixed(3)}`;

/** How long one query takes at the number of candidates that was measured; one size says nothing of others. */
export function querySentence(query: QueryCost): string {
  const { model, direction, candidates, samples, p50Ms, p99Ms } = query;
  const tooFew = samples === undefined ? 'too few samples' : `${formatCounted(samples, 'sample is', 'samples are')} too few`;
  const shown = (name: string, ms: number | undefined): string =>
    ms === undefined ? `${name} n/a (${tooFew})` : `${name} ${formatMs(ms)}`;
  const from = direction === undefined ? '' : ` ${direction}`;
  const begin = query.scorer.startsWith('text ') ? 'from its text on' : 'from its features on';
  return `One query${from} with ${model} (${scorerWithRecall(query)}) over ${formatCounted(candidates, 'candidate')}, ${begin}: ${shown('p50', p50Ms)}, ${shown('p99', p99Ms)}.`;
}

/** Which p99 is not known because too few queries were timed, and what makes it known; `undefined` where none is lacking. */
export function shortTailSentence(strategies: readonly Strategy[]): string | undefined {
  const short = strategies.flatMap(({ shortTail }) => shortTail ?? []);
  const [least] = short.toSorted((a, b) => a.timed - b.timed);
  if (least === undefined) return undefined;
  return (
    `p99 is not known of ${formatCount(short.length)} of ${formatCounted(strategies.length, 'strategy', 'strategies')}: ${formatCount(least.timed)} of the ${formatCount(least.needed)} queries that it takes were timed. ` +
    'Run again on a quiet machine, or with more time and queries; until then ask for any p99.'
  );
}

/** Why times are not to be trusted, where the machine was busy with something else. */
export const disturbanceSentence = ({ disturbed, timed, example }: NonNullable<Evidence['disturbance']>): string =>
  `These times are in doubt: the machine was not quiet during ${formatCount(disturbed)} of ${formatCounted(timed, 'cell that takes', 'cells that take')} times${example === undefined ? '' : ` (“${example}”)`}. Repeat the run on a quiet machine before relying on them.`;
