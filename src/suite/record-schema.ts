import { z } from 'zod';
import { metrics } from '../metrics/metrics.ts';
import { costMetrics } from '../report/cost-metrics.ts';
import { manifestSchema } from '../retrieval/manifest-schema.ts';
import type { CellRecord, RunRecord } from '../types.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const direction = z.enum(['left-right', 'right-left']);
const count = z.int().min(0);

const subject = {
  model: z.string().optional(),
  scorer: z.string().optional(),
  direction: direction.optional(),
  dataset: z.string().optional(),
  split: z.string().optional(),
  seed: z.union([count, z.literal('all')]).optional(),
  device: z.literal('cpu').optional(),
  leftCount: count.optional(),
  rightCount: count.optional(),
};

const figure = z.object({
  ...subject,
  // Known names for editors; other kinds of cells may add theirs.
  metric: z.union([z.enum([...Object.keys(metrics), ...Object.keys(costMetrics)]), z.string()]),
  unit: z.string(),
  value: z.number(),
  ciLow: z.number().optional(),
  ciHigh: z.number().optional(),
  samples: count.optional(),
});

const warning = z.object({ code: z.string(), message: z.string(), remedy: z.string() });
const failure = z.object({ message: z.string(), place: z.string().optional(), remedy: z.string().optional() });
const file = z.object({ path: z.string().describe('Relative to OUT.'), sha256, bytes: count });

/** One file of `cells/`, version 1. */
export const cellSchema: z.ZodType<CellRecord> = z.object({
  id: z.string(),
  kind: z.string(),
  key: z.object({
    dataset: z.string().optional(),
    split: z.string().optional(),
    model: z.string().optional(),
    seed: count.optional(),
    scorer: z.string().optional(),
  }),
  status: z.enum(['done', 'failed']),
  failure: failure.optional(),
  figures: z.array(figure),
  samples: z.array(z.object({ name: z.string(), unit: z.string(), key: z.object(subject), values: z.array(z.number()) })),
  perQuery: z.string().optional().describe('A safetensors file beside this one.'),
  files: z.array(file),
  fingerprint: sha256,
  details: z.record(z.string(), z.unknown()).optional(),
  warnings: z.array(warning),
  startedAt: time,
  finishedAt: time,
});

const machine = z.object({
  id: sha256,
  cpu: z.string(),
  cores: count,
  memoryBytes: z.number(),
  platform: z.string(),
  architecture: z.string(),
  node: z.string(),
  libraries: z.record(z.string(), z.string()),
  cpuFlags: z.array(z.string()),
  virtualisation: z.string().optional(),
  cgroupCpuQuota: z.number().optional(),
  cgroupMemoryBytes: z.number().optional(),
});

/** `record.json`, version 1. */
export const recordSchema: z.ZodType<RunRecord> = z.object({
  format: z.literal('matchbench-record'),
  formatVersion: z.literal(1),
  runId: z.string(),
  matchbench: z.string(),
  command: z.string(),
  suite: z.looseObject({ name: z.string(), baseline: z.string() }),
  datasets: z.array(z.object({ name: z.string(), version: z.string(), hash: sha256 })),
  models: z.array(manifestSchema),
  machine,
  cells: z.array(z.object({ id: z.string(), file: z.string().describe('Relative to OUT.'), sha256 })),
  warnings: z.array(warning),
  attempts: z.array(
    z.object({ startedAt: time, finishedAt: time.optional(), outcome: z.enum(['finished', 'interrupted', 'failed']) }),
  ),
});
