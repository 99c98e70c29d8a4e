import { counted } from '../counted.ts';
import type { Warning } from '../types.ts';

/** Faster by this fraction on a later pass over the same queries means that answers come from a cache (big-ann-benchmarks, neurips21 track 3). */
const suspicious = 0.3;

/** Compares the first and the last whole pass over the queries; nothing to say about fewer than two. Warm-up must be over before the first sample. */
export function cacheAnomaly(values: readonly number[], queryCount: number): readonly Warning[] {
  const passes = Math.floor(values.length / queryCount);
  if (passes < 2) return [];
  const total = (pass: number) => values.slice(pass * queryCount, (pass + 1) * queryCount).reduce((sum, value) => sum + value, 0);
  const first = total(0);
  const last = total(passes - 1);
  if (last > first * (1 - suspicious)) return [];
  return [
    {
      code: 'cache-anomaly',
      message: `The last of ${counted(passes, 'pass', 'passes')} over the same ${counted(queryCount, 'query', 'queries')} was ${Math.round((1 - last / first) * 100)} % faster than the first.`,
      remedy: 'Check that no answer is cached, and warm up longer.',
    },
  ];
}
