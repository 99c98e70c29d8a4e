import { z } from 'zod';

/** What a setting is drawn from: a list, each value alike, or a range, even in the logarithm. */
const drawnFrom = (value: z.ZodNumber) =>
  z.union([
    z.array(value).min(1).max(50),
    z
      .strictObject({ low: value, high: value })
      .refine(({ low, high }) => low > 0 && low <= high, 'low is above high, or not above 0'),
  ]);
const width = z.int().min(1).max(16_384);
const widths = z.array(width).min(1).max(50);
const rate = z.number().min(0).lt(1);

/** The space that `matchbench tune` draws from; the same for every model. A setting that is left out stays as the suite has it. */
const spaceSchema = z.strictObject({
  learningRate: drawnFrom(z.number().positive().max(1)).optional(),
  weightDecay: drawnFrom(z.number().min(0).max(1)).optional(),
  temperature: drawnFrom(z.number().positive().max(100))
    .optional()
    .describe('First temperature of InfoNCE; no other objective has it.'),
  batchSize: z.array(z.int().min(2).max(65_536)).min(1).max(50).optional().describe('Steps change with it, so that epochs stay.'),
  inputDropout: drawnFrom(rate).optional(),
  hiddenDropout: drawnFrom(rate).optional(),
  hidden: widths.optional(),
  embedding: widths.optional(),
  fusionHidden: z.array(z.array(width).min(1).max(8)).min(1).max(50).optional(),
});

const defaultSpace: TuningSpace = {
  learningRate: { low: 3e-4, high: 3e-3 },
  weightDecay: { low: 1e-4, high: 1e-1 },
  temperature: { low: 0.02, high: 0.2 },
  batchSize: [64, 96, 128],
  inputDropout: [0.1, 0.25, 0.4],
  hiddenDropout: [0.1, 0.3, 0.5],
  hidden: [256, 512],
  embedding: [128, 256],
  fusionHidden: [
    [256, 64],
    [512, 128],
  ],
};

export const tuningSchema = z.strictObject({
  trials: z.int().min(1).max(1_000).default(8).describe('Trials of every model; the first has the settings of the suite.'),
  space: spaceSchema.default(defaultSpace),
});

export type TuningSpace = z.output<typeof spaceSchema>;
