import type { CellRecord } from '../record.ts';
import { minimumSamples } from '../statistics/percentile.ts';
import type { Suite } from './schema.ts';

const needed = minimumSamples[99];

/** What to raise in a suite whose latency series were too short for their p99; undefined where all have it. */
export function fewSamples(cells: readonly CellRecord[], cost: Suite['cost']): string | undefined {
  const counts = cells.flatMap(({ samples }) =>
    samples.flatMap(({ name, values }) => (name === 'end to end' ? [values.length] : [])),
  );
  const few = counts.filter((count) => count < needed);
  if (few.length === 0) return undefined;
  const settings: string[] = [];
  if (cost.latencyQueries < needed) settings.push(`cost.latencyQueries (${cost.latencyQueries})`);
  if (few.some((count) => count < cost.latencyQueries)) settings.push(`cost.latencySeconds (${cost.latencySeconds})`);
  return `${few.length} of ${counts.length} latency series have too few queries for a p99 (${Math.min(...few)} at the least, ${needed} are needed): raise ${settings.join(' and ')} in the suite.`;
}
