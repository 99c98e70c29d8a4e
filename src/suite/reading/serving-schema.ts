import { z } from 'zod';

const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/, 'a name of letters, digits, and . _ @ + - is expected');
const unique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const ascending = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value > values[i - 1]!);
const number = z.number();

const firstSchema = z.strictObject({
  model: name.describe('A training of this suite.'),
  scorer: name.describe('What retrieves for the other scorer.'),
  settings: z.record(name, number).default({}),
});

const strategySchema = z.strictObject({
  model: name.describe('A training of this suite.'),
  scorer: name.describe('As `matchbench list scorers` prints it.'),
  settings: z
    .record(name, z.union([number, z.array(number).min(1).max(20).refine(unique, 'a value is listed twice')]))
    .default({})
    .describe('Settings of the scorer; a list stands for one strategy a value.'),
  sized: z.boolean().default(true).describe('Whether it takes part in `sizes`.'),
  brief: z
    .boolean()
    .default(false)
    .describe(
      'For sweeps of settings: quality and single queries alone, with the first number of `threads`; no load, no start, no `sizes`.',
    ),
  quality: z
    .boolean()
    .default(true)
    .describe(
      'Whether its quality is taken. An exhaustive scorer without it has that of the other of its model: their scores are equal.',
    ),
  fused: z
    .boolean()
    .default(false)
    .describe('Of a cascade: weigh the scores of both stages as is best on validation, in place of `settings.weight`.'),
  first: firstSchema.optional().describe('The scorer that this one is built upon: the first stage of a cascade, say.'),
});

const loadSchema = z.strictObject({
  seconds: z
    .number()
    .positive()
    .max(600)
    .default(1.5)
    .describe('Length of one run at one rate; longer where a p99 needs more queries.'),
  probes: z.int().min(1).max(30).default(8).describe('Runs of the search for the highest rate at most.'),
  tolerance: z
    .number()
    .positive()
    .max(1)
    .default(0.05)
    .describe('The search ends when passing and failing rates are this close.'),
});

/** What a suite says of serving: strategies and what is measured of each. */
export const servingSchema = z.strictObject({
  datasets: z
    .array(name)
    .min(1)
    .max(20)
    .refine(unique, 'a name is listed twice')
    .optional()
    .describe('Default: all of the suite.'),
  directions: z
    .array(z.enum(['left-right', 'right-left']))
    .min(1)
    .max(2)
    .refine(unique, 'a direction is listed twice')
    .default(['left-right', 'right-left'])
    .describe('Directions in which times are taken; quality is always taken in both.'),
  k: z.int().min(1).max(1_000).default(10).describe('Answers wanted for each query.'),
  objectiveMs: z.number().positive().max(60_000).default(20).describe('What the p99 has to meet under load.'),
  threads: z
    .array(z.int().min(1).max(256))
    .min(1)
    .max(8)
    .refine(unique, 'a number of threads is listed twice')
    .default([1])
    .describe('The first serves in every measurement; single queries are timed with each, in a process of its own.'),
  queries: z.int().min(11).max(100_000).default(700).describe('Timed single queries; a p99 needs 662.'),
  seconds: z
    .number()
    .positive()
    .max(3_600)
    .default(5)
    .describe('A series of single queries ends after this time, with fewer queries.'),
  strategies: z.array(strategySchema).min(1).max(100).describe('Each a model and a way to serve it.'),
  quality: z
    .union([z.boolean(), z.literal('tested')])
    .default(true)
    .describe(
      'Rank in nested pools from an eighth to all of the test families, and with training items added; tested: without these, where a network would look at them for hours.',
    ),
  load: loadSchema.optional().describe('Search for the highest rate of Poisson arrivals whose p99 meets the objective.'),
  start: z
    .boolean()
    .default(true)
    .describe(
      'Cold start, first query after an idle gap, and peak memory, in a fresh process; where there is an index, one more process starts from the file that it is kept in.',
    ),
  idleSeconds: z.number().positive().max(60).default(0.25).describe('Pause before each query of the idle series.'),
  backbone: z
    .boolean()
    .default(false)
    .describe('Time the backbones on the pictures and texts of the queries, where they are in models/.'),
  sizes: z
    .array(z.int().min(2).max(10_000_000))
    .min(3)
    .max(20)
    .refine(ascending, 'values that grow from first to last are expected')
    .optional()
    .describe(
      'Numbers of candidates to serve. Beyond the items there are, more are drawn from a density fitted to them; the largest is predicted from the others.',
    ),
  sizeSeconds: z.number().positive().max(600).default(2).describe('A series at one number of candidates ends after this time.'),
});

export type ServingSuite = z.output<typeof servingSchema>;
