import { isControl } from '../record/arms.ts';

/** A ranking of a model by some measure that is better where it is higher. */
export interface Ranking {
  readonly model: string;
  readonly quality: number;
}

/**
 * The best of some rankings that can be taken: what `decide`, a report and `compare` all mean by the best strategy. A control is shown beside it, and nothing is held
 * against it. `undefined` where there is none; the first of equals.
 */
export function bestContender<Row extends Ranking>(rankings: readonly Row[]): Row | undefined {
  const contenders = rankings.filter(({ model }) => !isControl(model));
  return contenders.length === 0 ? undefined : contenders.reduce((a, b) => (b.quality > a.quality ? b : a));
}
