import { featureRows } from '../feature-rows.ts';
import type { Features } from '../types.ts';

/** Windows of `size` rows each, one after the other, as views without a copy; the rows left over at the end are in none. Needs at least one window. */
export function rowWindows(features: Features, size: number): Features[] {
  const { rows } = features.global;
  const count = Math.floor(rows / size);
  if (count === 0) throw new Error(`internal: no window of ${size} rows in ${rows}`);
  return Array.from({ length: count }, (_, i) => featureRows(features, i * size, (i + 1) * size));
}
