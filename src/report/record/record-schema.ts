import { z } from 'zod';
import { deviceNames } from '../../device-names.ts';
import { manifestSchema } from '../../files/manifest-schema.ts';
import type { CellRecord, Figure, RunRecord } from '../../record.ts';
import { metricNames, numberedMetricNames, seriesNames } from '../figures/metric-names.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const count = z
  .int()
  .min(0)
  .max(2 ** 53 - 1);
/** A text for people; reports escape it. */
const text = z.string().max(20_000);
/** Data sets and splits are also names of folders. */
const folderName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'a name of lower-case letters, digits and . _ - is expected');
/** What a figure is about: a data set, or items drawn from a density fitted to it. */
const itemsName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}(\+synthetic)?$/, 'the name of a data set is expected, with +synthetic for drawn items');
const modelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/, 'a name of letters, digits and . _ @ + - is expected');
/** A scorer and its knobs: `faiss-hnsw efSearch=64`. */
const scorerName = z.string().min(1).max(200);
const path = z.string().min(1).max(1_000);

const subject = {
  model: modelName.optional(),
  scorer: scorerName.optional(),
  direction: z.enum(['left-right', 'right-left']).optional(),
  dataset: itemsName.optional(),
  split: folderName.optional(),
  seed: z.union([count, z.literal('all')]).optional(),
  device: z.enum(deviceNames).optional(),
  leftCount: count.optional(),
  rightCount: count.optional(),
};

/** A row of results.csv, whose columns have the same names with underscores, and a point estimate of a cell. */
export const figureSchema: z.ZodType<Figure> = z.object({
  ...subject,
  metric: z.union([z.enum(metricNames()), z.string().regex(numberedMetricNames)]),
  unit: z.string().min(1).max(40),
  value: z.number(),
  ciLow: z.number().optional(),
  ciHigh: z.number().optional(),
  samples: count.optional().describe('Independent units behind the figure.'),
});

const warning = z.object({ code: text, message: text, remedy: text });
const failure = z.object({
  kind: z.enum(['environment', 'input', 'internal']).optional(),
  message: text,
  place: text.optional(),
  remedy: text.optional(),
});
const file = z.object({ path: path.describe('Relative to OUT.'), sha256, bytes: count });

/** One file of `cells/`, version 1. */
export const cellSchema: z.ZodType<CellRecord> = z.object({
  id: path,
  kind: z.string().min(1).max(40),
  key: z.object({
    dataset: folderName.optional(),
    split: folderName.optional(),
    model: modelName.optional(),
    seed: count.optional(),
    scorer: scorerName.optional(),
  }),
  status: z.enum(['done', 'failed']),
  failure: failure.optional(),
  figures: z.array(figureSchema),
  samples: z.array(
    z.object({
      name: z.enum(seriesNames()),
      unit: z.string().min(1).max(40),
      key: z.object(subject),
      values: z.array(z.number()),
    }),
  ),
  perQuery: path.optional().describe('A safetensors file beside this one.'),
  files: z.array(file),
  fingerprint: sha256,
  details: z.record(z.string(), z.unknown()).optional(),
  warnings: z.array(warning),
  startedAt: time,
  finishedAt: time,
});

const machine = z.object({
  id: sha256,
  cpu: text,
  cores: count,
  memoryBytes: z.number(),
  platform: text,
  architecture: text,
  node: text,
  libraries: z.record(z.string(), text),
  cpuFlags: z.array(text),
  virtualisation: text.optional(),
  cgroupCpuQuota: z.number().optional(),
  cgroupMemoryBytes: z.number().optional(),
  governor: text.optional(),
  accelerators: z.array(text).optional(),
});

/** `record.json`, version 1. */
export const recordSchema: z.ZodType<RunRecord> = z.object({
  format: z.literal('matchbench-record'),
  formatVersion: z.literal(1),
  runId: text,
  matchbench: text,
  command: text,
  suite: z.looseObject({ name: text, baseline: modelName }),
  datasets: z.array(
    z.object({
      name: folderName,
      version: text,
      hash: sha256,
      synthetic: z.literal(true).optional().describe('Its features were drawn at random, and what is relevant was planted.'),
    }),
  ),
  models: z.array(manifestSchema),
  machine,
  cells: z.array(z.object({ id: path, file: path.describe('Relative to OUT.'), sha256 })),
  warnings: z.array(warning).describe('What concerns the run as a whole; what concerns one cell is in its file.'),
  attempts: z.array(
    z.object({ startedAt: time, finishedAt: time.optional(), outcome: z.enum(['finished', 'interrupted', 'failed']) }),
  ),
});
