import type { Figure, RunRecord } from '../../record.ts';
import { ratioEstimate } from '../../statistics/ratio.ts';
import type { CostMetricName } from '../costs/cost-metrics.ts';
import { recordedStrategies, type StrategyData, strategyNamed } from '../costs/recorded-strategies.ts';
import { strategySeries, timedStrategies } from '../costs/timed-strategies.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { resamplingSeed } from './accuracy-statistics.ts';
import { percentileName } from './derived-names.ts';
import { estimated } from './estimated.ts';
import { find, type SubjectKey } from './figure-lookup.ts';

/** A way to serve whose values have fewer bits, and the same one with 32. */
export interface Precision {
  readonly key: SubjectKey;
  readonly full: SubjectKey;
}

/** The setting of a scorer, or of what it is built upon, that says how many bits a value has; full where it is left out. */
const setting = 'bits';
const fullBits = 32;

/** All of a way to serve but its bits. */
function withoutBits({ scorer, settings, fused = false, first, threads }: StrategyData): string {
  const others = (of: StrategyData['settings']) => Object.entries(of).filter(([name]) => name !== setting);
  const beneath = first && [first.model, first.scorer, others(first.settings)];
  return JSON.stringify([scorer, others(settings), fused, beneath ?? null, threads ?? null]);
}

const hasFewerBits = ({ settings, first }: StrategyData): boolean =>
  [settings, first?.settings].some((of) => (of?.[setting] ?? fullBits) < fullBits);

/** Of all ways to serve that were timed, those that were timed with 32 bits a value too. */
export function precisions({ suite }: RunRecord, figures: readonly Figure[]): Precision[] {
  const recorded = recordedStrategies(suite);
  const timed = timedStrategies(figures).flatMap((key) => {
    const strategy = strategyNamed(recorded, key);
    return strategy === undefined ? [] : [{ key, strategy, others: withoutBits(strategy) }];
  });
  return timed.flatMap(({ key, strategy, others }): Precision[] => {
    if (!hasFewerBits(strategy)) return [];
    const same = timed.find(
      (other) => other.others === others && !hasFewerBits(other.strategy) && isElsewhereAlike(other.key, key),
    );
    return same === undefined ? [] : [{ key, full: same.key }];
  });
}

const isElsewhereAlike = (a: SubjectKey, b: SubjectKey): boolean =>
  (['model', 'direction', 'dataset', 'split', 'seed', 'device', 'leftCount', 'rightCount'] as const).every(
    (name) => a[name] === b[name],
  );

/**
 * What fewer bits keep and save: nDCG@10 as a ratio to that with 32 bits, its interval by resampling whole families of both together; and the median latency with 32 bits
 * over their own, its interval from both latencies at opposite ends of theirs.
 */
export function precisionFigures(loaded: LoadedRecord, figures: readonly Figure[]): Figure[] {
  return precisions(loaded.record, figures).flatMap(({ key, full }) => [
    ...keptQuality(loaded, key, full),
    ...speedUp(find(figures, { ...key, metric: median }), find(figures, { ...full, metric: median }), key),
  ]);
}

const median = percentileName('end to end', 50);

function keptQuality(loaded: LoadedRecord, key: SubjectKey, full: SubjectKey): Figure[] {
  const [own, reference] = [strategySeries(loaded, key), strategySeries(loaded, full)];
  if (own === undefined || reference === undefined) return [];
  const { value, interval, units } = ratioEstimate([own], [reference], resamplingSeed);
  if (!Number.isFinite(value)) return [];
  const metric = 'quality at fewer bits' satisfies CostMetricName;
  return [{ ...key, metric, unit: 'ratio', ...estimated({ value, interval, units }) }];
}

function speedUp(own: Figure | undefined, full: Figure | undefined, key: SubjectKey): Figure[] {
  if (own === undefined || full === undefined) return [];
  const over = (above: number | undefined, below: number | undefined): number | undefined =>
    above === undefined || below === undefined ? undefined : above / below;
  return [
    {
      ...key,
      metric: 'speed-up by fewer bits' satisfies CostMetricName,
      unit: 'ratio',
      value: full.value / own.value,
      ciLow: over(full.ciLow, own.ciHigh),
      ciHigh: over(full.ciHigh, own.ciLow),
      samples: own.samples,
    },
  ];
}
