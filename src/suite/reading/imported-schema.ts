import { z } from 'zod';

/** How a suite calls a model that others trained. */
export const foreignNameSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, 'a name of letters, digits, and . _ + - is expected');

const path = z.string().min(1).max(1024).describe('An `.onnx` file, relative to the suite file.');

const towersSchema = z.strictObject({
  left: path,
  right: path,
  metric: z
    .enum(['innerProduct', 'l2', 'cosine'])
    .describe('How the two embeddings meet; higher scores are better, so l2 counts negative.'),
});

const pairSchema = z.strictObject({ pair: path });

/** Models that were trained elsewhere: towers (`left` → embedding, `right` → embedding), or a scorer of pairs (`left`, `right` → score). */
export const importedModelsSchema = z
  .array(
    z.strictObject({
      name: foreignNameSchema,
      onnx: z.union([towersSchema, pairSchema]),
    }),
  )
  .max(20);

export type ImportMetric = z.output<typeof towersSchema>['metric'];
