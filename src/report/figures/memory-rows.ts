import type { Figure, RunRecord } from '../../record.ts';
import { memoryMetrics } from '../costs/memory-metrics.ts';
import { find, type SubjectKey, select, subjects } from './figure-lookup.ts';

/** A way to serve whose memory was measured, with the bytes of what it keeps of the candidates. */
export interface MemoryRow {
  readonly key: SubjectKey;
  /** By the name of a metric. */
  readonly figure: (metric: string) => Figure | undefined;
  /** Of vectors, one an item, and of tokens; the two are all that is cached. */
  readonly embeddingBytes: number | undefined;
  readonly tokenBytes: number | undefined;
}

/** In the order of the figures. */
export function memoryRows({ models }: Pick<RunRecord, 'models'>, figures: readonly Figure[]): MemoryRow[] {
  return subjects(select(figures, { metric: 'peak memory' })).map((key): MemoryRow => {
    const figure = (metric: string): Figure | undefined => find(figures, { ...key, metric });
    const [cache, beneath] = [figure('cache bytes')?.value, figure('first stage cache bytes')?.value ?? 0];
    const manifest = models.find(({ name }) => name === key.model);
    const cached = manifest?.[key.direction === 'right-left' ? 'left' : 'right'].cached ?? [];
    // A vector an item has one axis, tokens have two.
    const hasTokens = cached.some(({ shape }) => shape.length > 1);
    // What a first stage caches are embeddings: it retrieves by them.
    const own = cache === undefined ? undefined : cache - beneath;
    return {
      key,
      figure,
      embeddingBytes: hasTokens ? (beneath > 0 ? beneath : undefined) : cache,
      tokenBytes: hasTokens ? own : undefined,
    };
  });
}

/** What is told of memory, in this order. */
export const memoryColumns: readonly { readonly head: string; readonly metric: string }[] = Object.entries(memoryMetrics).map(
  ([metric, { columns }]) => ({ head: columns[0].head, metric }),
);

export const memoryNote =
  'Resident sets of fresh processes: with the program loaded; the most until the scorer is open (candidates cached, index built); the most of the same process after searching; of another one that opens its ' +
  'index from a file; and of another one under load. Embeddings, tokens and index: what is kept of the candidates, in bytes.';
