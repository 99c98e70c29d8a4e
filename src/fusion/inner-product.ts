import { dot } from '../graph/build.ts';
import type { Fusion } from './fusion.ts';

/** `u · v`. Everything but the inner product is cached. */
export const innerProduct: Fusion = {
  build: (left, right) => dot(left, right),
  comparesValues: true,
  metric: 'innerProduct',
  initialScale: 1,
};
