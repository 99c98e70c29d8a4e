import { featureRows } from '../feature-rows.ts';
import type { Features } from '../types.ts';

/** Every query row as features of its own, [1, ...], as views without a copy. */
export const singleQueries = (features: Features): Features[] =>
  Array.from({ length: features.global.rows }, (_, i) => featureRows(features, i, i + 1));
