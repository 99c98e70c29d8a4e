import type { CellRecord } from '../../record.ts';
import { minimumSamples } from '../../statistics/percentile.ts';
import type { Suite } from './schema.ts';

const needed = minimumSamples[99];

/** What to raise in a suite whose latency series were too short for their p99; undefined where all have it. A size sweep wants no p99. */
export function fewSamples(cells: readonly CellRecord[], { cost, serving }: Pick<Suite, 'cost' | 'serving'>): string | undefined {
  const counts = cells
    .filter(({ kind }) => kind !== 'candidates')
    .flatMap(({ samples }) => samples.flatMap(({ name, values }) => (name === 'end to end' ? [values.length] : [])));
  const few = counts.filter((count) => count < needed);
  if (few.length === 0) return undefined;
  const budget =
    serving === undefined
      ? { queries: cost.latencyQueries, seconds: cost.latencySeconds, names: ['cost.latencyQueries', 'cost.latencySeconds'] }
      : { queries: serving.queries, seconds: serving.seconds, names: ['serving.queries', 'serving.seconds'] };
  const settings: string[] = [];
  if (budget.queries < needed) settings.push(`${budget.names[0]} (${budget.queries})`);
  const ended = few.some((count) => count < budget.queries);
  if (ended) settings.push(`${budget.names[1]} (${budget.seconds})`);
  return (
    `${few.length} of ${counts.length} latency series ${few.length === 1 ? 'has' : 'have'} too few queries for a p99 (${Math.min(...few)} at the least, ${needed} are needed); percentiles that they suffice for are reported. ` +
    `${ended ? 'Run it again while the machine is quiet, or raise' : 'Raise'} ${settings.join(' and ')} in the suite.`
  );
}
