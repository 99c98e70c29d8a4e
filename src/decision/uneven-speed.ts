import type { Strategy } from './cost-model.ts';
import { measuredCosts } from './growth.ts';
import { formatCounted, formatDigits } from './quantities.ts';

/** By no more than this factor a query takes longer on one machine than it did on the same before. */
const tolerated = 1.3;

/**
 * Of which strategies a query took another time alone than under load, waiting left out, over as many candidates: the machine was not as fast in both, so that their
 * latency and their rate are not those of one machine. `undefined` where there are none.
 * @param backboneMs part of the latencies and not of the load
 */
export function unevenSpeedSentence(strategies: readonly Strategy[], backboneMs = 0): string | undefined {
  const timed = strategies.flatMap(({ id, latencyMs, loads }) =>
    loads.flatMap(({ candidates, serviceMs }) => {
      const alone = latencyMs && measuredCosts(latencyMs).find(({ size }) => size === candidates);
      return alone === undefined ? [] : [{ id, factor: (alone.cost.value - backboneMs) / serviceMs }];
    }),
  );
  const away = (factor: number): number => Math.max(factor, 1 / factor);
  const uneven = timed.filter(({ factor }) => away(factor) > tolerated).toSorted((a, b) => away(b.factor) - away(a.factor));
  const [worst] = uneven;
  if (worst === undefined) return undefined;
  return (
    `The machine was not as fast while single queries were timed as it was under load, or the other way round, for ${uneven.length} of ${formatCounted(timed.length, 'strategy', 'strategies')}: ` +
    `a query of ${worst.id} took ${formatDigits(worst.factor)} times as long alone. Do not read such a latency and such a rate together; run again on a quiet machine.`
  );
}
