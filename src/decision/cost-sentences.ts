import { affordable } from './affordable.ts';
import type { PassCost, QueryCost } from './evidence.ts';
import { formatCount, formatMs, formatSeconds } from './quantities.ts';

/** What somebody may be willing to wait for a full pass over N × M pairs, in seconds. */
export const passBudgets = [1, 60, 3600] as const;
const wishedP99Ms = 100;

/** Up to which N × M a model can score all pairs. */
export function passSentence({ model, scorer, fit }: PassCost): string {
  const sizes = passBudgets.map((seconds) => {
    const found = affordable(fit, seconds);
    const time = formatSeconds(seconds);
    if (found === undefined) return `${time}: not limited by what was measured`;
    const interval =
      found.low === undefined || found.high === undefined ? '' : ` [${formatCount(found.low)}, ${formatCount(found.high)}]`;
    const side = Math.floor(Math.sqrt(found.size));
    return `${time}: ${formatCount(found.size)} pairs${interval}, N = M = ${formatCount(side)}${found.extrapolated ? ' (extrapolated)' : ''}`;
  });
  const measured = `measured from ${formatCount(fit.smallest)} to ${formatCount(fit.largest)} pairs`;
  return `All N × M pairs with ${model}, ${scorer}, ${measured}: ${sizes.join('; ')}.`;
}

/** How long one query takes, and how many candidates a wished p99 allows. */
export function querySentence({ model, scorer, candidates, p50Ms, p99Ms }: QueryCost): string {
  const known = [
    ...(p50Ms === undefined ? [] : [`p50 ${formatMs(p50Ms)}`]),
    p99Ms === undefined ? 'p99 n/a (too few samples)' : `p99 ${formatMs(p99Ms)}`,
  ];
  const measured = `One query with ${model}, ${scorer}, over ${formatCount(candidates)} candidates: ${known.join(', ')}.`;
  if (p99Ms === undefined || p99Ms <= 0) return measured;
  const allowed = Math.floor((candidates * wishedP99Ms) / p99Ms);
  const wish = `A p99 of ${wishedP99Ms} ms`;
  return allowed <= candidates
    ? `${measured} ${wish} allows about ${formatCount(allowed)} candidates.`
    : `${measured} ${wish} allows about ${formatCount(allowed)} candidates, if time grows in proportion to them (extrapolated).`;
}
