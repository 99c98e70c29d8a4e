import type { Part } from '../types.ts';

/** How a `Split` stores the part of a row; 0 is none. */
export const partCodes: Readonly<Record<Part, number>> = { train: 1, validation: 2, test: 3 };
