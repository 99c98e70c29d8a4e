import { affordable } from './affordable.ts';
import type { PassCost, QueryCost } from './evidence.ts';
import { formatCount, formatMs, formatSeconds } from './quantities.ts';

/** What somebody may be willing to wait for scoring all N × M pairs, in seconds. */
export const passBudgets = [1, 60, 3600] as const;

/** Up to which N × M a model can score all pairs, once both sides are encoded. */
export function passSentence({ model, scorer, fit }: PassCost): string {
  const side = (pairs: number): string => formatCount(Math.floor(Math.sqrt(pairs)));
  const sizes = passBudgets.map((seconds) => {
    const found = affordable(fit, seconds);
    const within = `within ${formatSeconds(seconds)}`;
    if (found === undefined) return `no limit was measured ${within}`;
    const interval =
      found.low === undefined ? '' : ` [${side(found.low)}, ${found.high === undefined ? 'no limit' : side(found.high)}]`;
    return `${side(found.size)}${interval} ${within}${found.extrapolated ? ' (extrapolated)' : ''}`;
  });
  return `With both sides encoded, scoring all N × M pairs with ${model} (${scorer}) is affordable up to N = M = ${sizes.join(', ')}; measured up to ${formatCount(fit.largest)} pairs.`;
}

/** How long one query takes at the number of candidates that was measured; one size says nothing of others. */
export function querySentence({ model, scorer, candidates, p50Ms, p99Ms }: QueryCost): string {
  const known = [
    ...(p50Ms === undefined ? [] : [`p50 ${formatMs(p50Ms)}`]),
    p99Ms === undefined ? 'p99 n/a (too few samples)' : `p99 ${formatMs(p99Ms)}`,
  ];
  return `One query with ${model} (${scorer}) over ${formatCount(candidates)} candidates: ${known.join(', ')}.`;
}
