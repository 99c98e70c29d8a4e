import type { Encoder } from './encoder.ts';

/** The features as they are: `[P, D] → [P, D]`. */
export const identity: Encoder = (features) => features;
