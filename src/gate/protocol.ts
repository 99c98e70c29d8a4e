import { z } from 'zod';

/**
 * What a gate asks of a process of either side, and what that answers. Both sides run their own code, so this is the one contract between versions:
 * a change of it, or of what a metric of one name measures, raises the number, and a gate refuses a side of another one.
 */
export const protocolVersion = 3;

/** Harm that is done on purpose, to show what a gate finds. */
export interface Plant {
  /** Share of each search of the models other than the baseline that is waited out after it, busy. */
  readonly latency?: number;
  /** Points of nDCG@10 that noise on the scores costs. */
  readonly ndcgPoints?: number;
}

/** The material is a run of the base: its features and its exported models, the same files for both sides. */
export interface ProbeRequest {
  readonly protocol: number;
  readonly task: 'speed' | 'accuracy';
  /** Folder of the run, and of its data set. */
  readonly run: string;
  readonly data: string;
  readonly dataset: string;
  readonly split: string;
  readonly models: readonly string[];
  readonly baseline: string;
  readonly threads: number;
  readonly seed: number;
  readonly plant?: Plant;
}

const values = z.array(z.number());

/** One fresh process: a metric has one value, which is all the evidence the process gives. */
const speedSchema = z.strictObject({
  protocol: z.literal(protocolVersion),
  task: z.literal('speed'),
  /** By `<kind> <of what>`; kinds are the rows of `metric-kinds.ts`. */
  metrics: z.record(z.string().min(1).max(200), z.number()),
  /** SHA-256 over the answers of each model: equal bytes are equal answers. */
  answers: z.record(z.string(), z.string()),
  /** What the process took, by the monotonic clock and by the clock on the wall. */
  monotonicMs: z.number(),
  wallMs: z.number(),
  warnings: z.array(z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() })),
});

const accuracySchema = z.strictObject({
  protocol: z.literal(protocolVersion),
  task: z.literal('accuracy'),
  /** By model: nDCG@10 of every query of both directions, and the family of each. */
  models: z.record(z.string(), z.strictObject({ ndcg: values, units: values })),
});

export const answerSchema = z.discriminatedUnion('task', [speedSchema, accuracySchema]);
export type SpeedAnswer = z.output<typeof speedSchema>;
export type AccuracyAnswer = z.output<typeof accuracySchema>;
