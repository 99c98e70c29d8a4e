import * as z from 'zod';

const width = z.object({ name: z.string(), shape: z.array(z.int().positive()) });
const side = z.object({ inputs: z.array(width).min(1), cached: z.array(width).min(1) });
const work = z.object({ operations: z.number(), bytes: z.number() });
/** What `model.json` and the record say of a model. */
export const manifestSchema = z.object({
  name: z.string(),
  family: z.enum(['dual tower', 'early fusion']),
  summary: z.string(),
  left: side,
  right: side,
  index: z.object({ metric: z.enum(['innerProduct', 'l2']), left: z.string(), right: z.string() }).optional(),
  parameters: z.number(),
  work: z.object({ left: work, right: work, interaction: work, pair: work }),
});
