import { z } from 'zod';
import type { CellRecord } from '../../record.ts';

const id = z.string().min(1).max(1_000);
const item = z.object({
  id,
  text: z.string().max(1_000).optional(),
  picture: z
    .string()
    .max(200_000)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .optional()
    .describe('A WebP, in base64.'),
});

const example = z.object({
  reason: z.enum(['other better', 'baseline better', 'both fail']),
  direction: z.enum(['left-right', 'right-left']),
  query: id,
  right: z.array(id).max(20).describe('The first of the right answers.'),
  rightCount: z.int().min(0),
  answers: z
    .array(
      z.object({
        model: z.string().max(200),
        firstRight: z.number().describe('1-based rank of the first right answer.'),
        top: z.array(z.object({ id, score: z.number(), isRight: z.boolean() })).max(20),
      }),
    )
    .length(2)
    .describe('Of the baseline, then of the other model.'),
});

const examples = z.object({
  examples: z.array(example).max(500),
  items: z.object({ left: z.array(item), right: z.array(item) }),
});

export type ExampleItem = z.output<typeof item>;
export type Example = z.output<typeof example>;
/** Queries to look at, and everything that they name. */
export type Examples = z.output<typeof examples>;

/** What a cell of this kind kept; `undefined` for one of another version. */
export const examplesOf = ({ kind, status, details }: CellRecord): Examples | undefined =>
  kind === 'examples' && status === 'done' ? examples.safeParse(details).data : undefined;
