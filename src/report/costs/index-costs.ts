import { type BreakEven, breakEven } from '../../decision/break-even.ts';
import type { Figure } from '../../record.ts';
import { percentileName } from '../figures/derived-names.ts';

/** An index at one setting of its knobs, beside the exact search over the same embeddings. */
export interface IndexCost {
  readonly key: Partial<Figure>;
  readonly scorer: string;
  readonly buildMs: number;
  /** Left out when exact search over the same embeddings was not measured, or either of the two too seldom for a median. */
  readonly breakEven: BreakEven | undefined;
}

/** The scorer that every index is compared with. */
export const exactScorer = 'exact';

/**
 * Break-even of every index whose build time is known against the exact line of the same model, direction and sizes: from median search times, because a few
 * slow calls of a loaded machine move a mean and say nothing of the index.
 */
export function indexCosts(figures: readonly Figure[]): IndexCost[] {
  return figures
    .filter(({ metric, scorer }) => metric === 'build time' && scorer !== undefined && scorer !== exactScorer)
    .map((build): IndexCost => {
      const { value: buildMs, metric: _metric, unit: _unit, ciLow: _low, ciHigh: _high, samples: _samples, ...key } = build;
      const typical = (scorer: string | undefined) => {
        const found = figures.find(
          (row) => row.metric === percentileName('search', 50) && row.scorer === scorer && sameCandidates(row, build),
        );
        return found === undefined ? undefined : { value: found.value, low: found.ciLow, high: found.ciHigh };
      };
      const [exact, index] = [typical(exactScorer), typical(build.scorer)];
      return {
        key,
        scorer: build.scorer!,
        buildMs,
        breakEven: exact === undefined || index === undefined ? undefined : breakEven(buildMs, exact, index),
      };
    });
}

/** `saving per query` (below 0: the index is slower) and `break-even`, left out where the index never pays for its build. */
export function indexCostFigures({ key, breakEven: found }: IndexCost): Figure[] {
  if (found === undefined) return [];
  const { savingMs, queries, low, high } = found;
  const finite = (count: number | 'never' | undefined): number | undefined => (count === 'never' ? undefined : count);
  return [
    { ...key, metric: 'saving per query', unit: 'ms', value: savingMs.value, ciLow: savingMs.low, ciHigh: savingMs.high },
    ...(queries === 'never'
      ? []
      : [{ ...key, metric: 'break-even', unit: 'queries', value: queries, ciLow: finite(low), ciHigh: finite(high) }]),
  ];
}

const sameCandidates = (a: Figure, b: Figure): boolean =>
  (['model', 'dataset', 'split', 'seed', 'direction', 'device'] as const).every((name) => a[name] === b[name]) &&
  a.leftCount === b.leftCount &&
  a.rightCount === b.rightCount;
