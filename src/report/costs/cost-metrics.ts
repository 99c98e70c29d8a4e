import { nearMetrics } from '../figures/near-metrics.ts';
import type { CostMetric } from './cost-metric.ts';
import { indexMetrics } from './index-metrics.ts';
import { memoryMetrics } from './memory-metrics.ts';
import { stageMetrics } from './stage-metrics.ts';
import { strategyMetrics } from './strategy-metrics.ts';

/**
 * Everything a report says beside ranking and pair metrics: `metric` of a figure or `name` of a series. A new one that a cell writes is a row here: the
 * CSV passes it through, its columns print it, and its names are published.
 *
 * A scorer with a knob has the knob in its name: `faiss-hnsw efSearch=64`. The exact line of an index is the scorer `exact`.
 */
export const costMetrics = {
  'training time': {
    unit: 's',
    better: 'lower',
    from: 'figure',
    summary: 'wall clock of optimiser steps and validation checks; setting up is apart',
    columns: [{ table: 'training', head: 'training' }],
  },
  'training operations': {
    unit: 'operations',
    better: 'lower',
    from: 'figure',
    summary: 'counted operations of all steps; a multiply-add is two',
    columns: [{ table: 'training', head: 'operations' }],
  },
  'training steps': {
    unit: 'steps',
    better: 'neither',
    from: 'figure',
    summary: 'optimiser steps until training ended',
    columns: [{ table: 'training', head: 'steps' }],
  },
  'training share': {
    unit: 'fraction',
    better: 'neither',
    from: 'figure',
    summary: 'share of the training families that was shown',
  },
  'training pairs': { unit: 'pairs', better: 'neither', from: 'figure', summary: 'right pairs that were shown' },
  'best step': { unit: 'steps', better: 'neither', from: 'figure', summary: 'step whose weights were kept, by validation MRR' },
  parameters: {
    unit: 'parameters',
    better: 'lower',
    from: 'figure',
    summary: 'trained numbers',
    columns: [{ table: 'training', head: 'parameters' }],
  },
  'open time': {
    unit: 'ms',
    better: 'lower',
    from: 'figure',
    summary: 'opening a scorer: loading, encoding candidates, building an index',
  },
  'encode candidates': { unit: 'ms', better: 'lower', from: 'figure', summary: 'encoding all candidates once' },
  'end to end': {
    unit: 'ms',
    better: 'lower',
    from: 'latencies',
    summary: 'one query at a time, its encoding included',
    columns: [
      { table: 'query', head: 'p50', p: 50 },
      { table: 'query', head: 'p90', p: 90 },
      { table: 'query', head: 'p95', p: 95 },
      { table: 'query', head: 'p99', p: 99 },
      { table: 'index', head: 'end to end p50', p: 50 },
    ],
  },
  'first call': {
    unit: 'ms',
    better: 'lower',
    from: 'figure',
    summary: 'first query after opening, before any warm-up',
    columns: [{ table: 'query', head: 'first call' }],
  },
  throughput: {
    unit: 'queries/s',
    better: 'higher',
    from: 'report',
    summary: 'queries of one client that waits for each answer: 1 / the mean of end to end',
    columns: [{ table: 'query', head: 'queries/s' }],
  },
  encode: {
    unit: 'ms',
    better: 'lower',
    from: 'latencies',
    stageOf: 'end to end',
    summary: 'encoding one query',
    columns: [{ table: 'query', head: 'encoding p50', p: 50 }],
  },
  search: {
    unit: 'ms',
    better: 'lower',
    from: 'latencies',
    stageOf: 'end to end',
    summary: 'searching with one encoded query',
    columns: [
      { table: 'query', head: 'search p50', p: 50 },
      { table: 'index', head: 'search p50', p: 50 },
      { table: 'index', head: 'search p99', p: 99 },
    ],
  },
  ...indexMetrics,
  'encode backbone': {
    unit: 'ms',
    better: 'lower',
    from: 'latencies',
    summary: 'the frozen backbone on one query: from its text, or the bytes of its picture, to features',
  },
  'index load time': {
    unit: 'ms',
    better: 'lower',
    from: 'figure',
    summary: 'opening the index from the file that it was kept in, its hashes and those of the vectors checked',
  },
  'first stage load time': {
    unit: 'ms',
    better: 'lower',
    from: 'figure',
    summary: 'of index load time, what the index of the first stage took, where the search above it has one of its own',
  },
  'cold start from file': {
    unit: 'ms',
    better: 'lower',
    from: 'figure',
    summary: 'from the start of a process to its first answer, its index opened from a file',
  },
  'cold start': { unit: 'ms', better: 'lower', from: 'figure', summary: 'from the start of a process to its first answer' },
  'idle latency': { unit: 'ms', better: 'lower', from: 'latencies', summary: 'a query that comes after a pause, end to end' },
  ...stageMetrics,
  'sustained rate': {
    unit: 'queries/s',
    better: 'higher',
    from: 'figure',
    summary:
      'highest tried rate of Poisson arrivals whose p99 from the scheduled time meets the objective, without a growing backlog; 0 where none did',
    varies: 'always',
  },
  'offline rate': {
    unit: 'queries/s',
    better: 'higher',
    from: 'figure',
    summary: 'all queries at once, encoding included',
    varies: 'always',
  },
  ...strategyMetrics,
  'full pass': {
    unit: 's',
    better: 'lower',
    from: 'passes',
    summary: 'encoding both sides and scoring all N × M pairs once; one series a size',
  },
  'pair pass': {
    unit: 's',
    better: 'lower',
    from: 'passes',
    summary:
      'scoring all N × M pairs once with both sides encoded; nothing is cached with exhaustive-naive, where it is the full pass',
  },
  batch: {
    unit: 'ms',
    better: 'lower',
    from: 'latencies',
    summary:
      'answering left_count queries at once over right_count candidates, their encoding included; never divided into the time of a query',
  },
  'batch throughput': {
    unit: 'queries/s',
    better: 'higher',
    from: 'report',
    summary: 'queries a second in batches of left_count: their number by the mean time of a batch',
  },
  transfer: {
    unit: 'ms',
    better: 'lower',
    from: 'latencies',
    summary: 'moving the bytes of such a batch to the device and back in as many calls, without any work',
  },
  'score difference': {
    unit: 'fraction',
    better: 'lower',
    from: 'figure',
    summary: 'largest difference of two scores of a pair, here and in the run whose weights these are, as a share of their range',
    varies: 'threads',
  },
  'same ten best': {
    unit: 'fraction',
    better: 'higher',
    from: 'figure',
    summary: 'share of queries with the same ten best here and in the run whose weights these are, up to that difference',
    varies: 'threads',
  },
  'pair pass fit offset': {
    unit: 's',
    better: 'lower',
    from: 'report',
    summary: 'of the line through the pair passes over N × M',
  },
  'pair pass fit slope': {
    unit: 's/pair',
    better: 'lower',
    from: 'report',
    summary: 'of the line through the pair passes over N × M',
  },
  'pair pass extrapolated': {
    unit: 's',
    better: 'lower',
    from: 'report',
    summary: 'a pair pass at a size that was not measured, by that line',
  },
  'pair pass prediction error': {
    unit: 'fraction',
    better: 'neither',
    from: 'report',
    summary:
      'a pair pass at the largest size, as the line through the smaller ones predicts it, over what was measured there, less 1',
    varies: 'always',
  },
  'prediction error': {
    unit: 'fraction',
    better: 'neither',
    from: 'report',
    summary: 'latency at the largest number of candidates as the smaller ones predict it, over what was measured there, less 1',
    varies: 'always',
  },
  ...memoryMetrics,
  ...nearMetrics,
} as const satisfies Readonly<Record<string, CostMetric>>;

export type CostMetricName = keyof typeof costMetrics;

/** The row of a name, with a number for k or without; `undefined` for a name that is no cost. */
export function costMetric(name: string): CostMetric | undefined {
  const row = Object.hasOwn(costMetrics, name) ? name : name.replace(/@[1-9]\d*$/, '@k');
  return Object.hasOwn(costMetrics, row) ? costMetrics[row as CostMetricName] : undefined;
}
