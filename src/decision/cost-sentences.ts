import { affordable } from './affordable.ts';
import type { PassCost, QueryCost } from './evidence.ts';
import { formatCount, formatMs, formatSeconds } from './quantities.ts';

/** What somebody may be willing to wait for a full pass over N × M pairs, in seconds. */
export const passBudgets = [1, 60, 3600] as const;
const wishedP99Ms = 100;

/** Up to which N × M a model can score all pairs. */
export function passSentence({ model, scorer, fit }: PassCost): string {
  const side = (pairs: number): string => formatCount(Math.floor(Math.sqrt(pairs)));
  const sizes = passBudgets.map((seconds) => {
    const found = affordable(fit, seconds);
    const within = `within ${formatSeconds(seconds)}`;
    if (found === undefined) return `no limit was measured ${within}`;
    const interval = found.low === undefined || found.high === undefined ? '' : ` [${side(found.low)}, ${side(found.high)}]`;
    return `${side(found.size)}${interval} ${within}${found.extrapolated ? ' (extrapolated)' : ''}`;
  });
  return `Scoring all N × M pairs with ${model} (${scorer}) is affordable up to N = M = ${sizes.join(', ')}; measured up to ${formatCount(fit.largest)} pairs.`;
}

/** How long one query takes, and how many candidates a wished p99 allows. */
export function querySentence({ model, scorer, candidates, p50Ms, p99Ms }: QueryCost): string {
  const known = [
    ...(p50Ms === undefined ? [] : [`p50 ${formatMs(p50Ms)}`]),
    p99Ms === undefined ? 'p99 n/a (too few samples)' : `p99 ${formatMs(p99Ms)}`,
  ];
  const measured = `One query with ${model} (${scorer}) over ${formatCount(candidates)} candidates: ${known.join(', ')}.`;
  if (p99Ms === undefined || p99Ms <= 0) return measured;
  const allowed = Math.floor((candidates * wishedP99Ms) / p99Ms);
  const wish = `A p99 of ${wishedP99Ms} ms`;
  return allowed <= candidates
    ? `${measured} ${wish} allows about ${formatCount(allowed)} candidates.`
    : `${measured} ${wish} allows about ${formatCount(allowed)} candidates, if time grows in proportion to them (extrapolated).`;
}
