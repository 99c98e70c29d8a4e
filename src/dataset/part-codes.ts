import type { Part } from '../types.ts';

/** How a `Split` stores the part of a row or of a pair; 0 is none. */
export const partCodes: Readonly<Record<Part, number>> = { train: 1, validation: 2, test: 3 };

/** An item that stands in every part: a shared corpus, or users and items of which only the pairs are divided. */
export const everyPart = 4;

/** Whether a row of this code belongs to the part. */
export const isIn = (code: number | undefined, part: Part): boolean => code === partCodes[part] || code === everyPart;

/** What a model has seen when it meets a part. */
export const earlierParts: Readonly<Record<Part, readonly Part[]>> = {
  train: [],
  validation: ['train'],
  test: ['train', 'validation'],
};
