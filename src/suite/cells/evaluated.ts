import { z } from 'zod';
import { figureSchema } from '../../report/record/record-schema.ts';

/** What the cell `accuracy` hands on: its figures, and the file of their values a query, beside its own. */
export const evaluated = z.object({ perQuery: z.string().min(1).max(1_000), figures: z.array(figureSchema) });
