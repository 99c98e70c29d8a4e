import type { Figure } from '../../record.ts';
import { candidatesOf, type SubjectKey, select } from './figure-lookup.ts';

/** The key of a strategy over the most candidates that it was ranked over: training items are among them, where a suite adds them. */
export function overMost(figures: readonly Figure[], key: SubjectKey, metric: string): SubjectKey {
  const { leftCount: _left, rightCount: _right, ...anywhere } = key;
  const [largest] = select(figures, { ...anywhere, metric }).toSorted((a, b) => candidatesOf(b)! - candidatesOf(a)!);
  return largest === undefined ? key : { ...key, leftCount: largest.leftCount, rightCount: largest.rightCount };
}
