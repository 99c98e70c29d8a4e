import { unitVector } from '../graph/blocks.ts';
import { dot } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';

/** `cos(u, v)`: inner product of unit vectors. Everything but the inner product is cached. Temperature starts at .07 (Wu et al. 2018). */
export const cosine: Fusion = {
  build: (left, right) => dot(unitVector(left), unitVector(right)),
  comparesValues: true,
  metric: 'innerProduct',
  initialScale: 1 / 0.07,
};
