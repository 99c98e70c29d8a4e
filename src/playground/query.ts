import { z } from 'zod';

/** Bounds of what is taken from a page. */
export const limits = { textCharacters: 2_000, pictureBytes: 8 << 20, listed: 60, answers: 10, waiting: 4 } as const;

export const sideSchema = z.enum(['left', 'right']);
export const rowSchema = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);
export const findSchema = z.string().max(200);

/** The body of a query that is no picture: an item of a side, or a text. */
export const querySchema = z.union([
  z.strictObject({ side: sideSchema, row: rowSchema }),
  z.strictObject({ side: sideSchema, text: z.string().trim().min(1, 'is empty').max(limits.textCharacters) }),
]);
