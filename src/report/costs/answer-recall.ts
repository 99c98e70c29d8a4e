import type { Figure } from '../../record.ts';
import { find, type SubjectKey, select } from '../figures/figure-lookup.ts';
import { isIndexRecall } from './index-recall.ts';
import { unthreadedLabel } from './recorded-strategies.ts';
import { wholeRanking } from './strategy-quality.ts';

/**
 * Which share of the best by exhaustive scoring a way to serve returns, ties admitted: as an index was judged, or as the quality of strategies was, whose answers do not depend on
 * threads. `undefined` of what scores every candidate itself, and where nobody looked.
 */
export function answerRecall(figures: readonly Figure[], key: SubjectKey): Figure | undefined {
  const { scorer } = key;
  if (scorer === undefined || wholeRanking.includes(unthreadedLabel(scorer))) return undefined;
  const ofIndex = select(figures, key).find(({ metric }) => isIndexRecall(metric));
  return ofIndex ?? find(figures, { ...key, scorer: unthreadedLabel(scorer), metric: 'network recall@10' });
}

/** `recall@10`: of whichever of the two it is. */
export const recallName = ({ metric }: Figure): string => metric.replace(/^(index|network) /, '');
