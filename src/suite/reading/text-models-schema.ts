import { z } from 'zod';
import { foreignNameSchema } from './imported-schema.ts';

const folder = z
  .string()
  .min(1)
  .max(1024)
  .describe('A model folder in the layout of transformers.js, relative to the suite file.');
const biEncoderSchema = z.strictObject({
  name: foreignNameSchema,
  biEncoder: folder.describe('Encodes each text by itself; the score of a pair is the cosine.'),
});

const crossEncoderSchema = z.strictObject({
  name: foreignNameSchema,
  crossEncoder: folder.describe('Reads both texts of a pair at once: one logit, or two of which the second speaks for the pair.'),
  depth: z
    .int()
    .min(1)
    .max(1_000)
    .default(20)
    .describe('How many answers of the baseline it reorders where all pairs are too many to read; it is timed as it is judged.'),
});

/** Models that read the texts of items instead of features: for data sets whose both sides have texts. */
export const textModelsSchema = z.array(z.union([biEncoderSchema, crossEncoderSchema])).max(10);
