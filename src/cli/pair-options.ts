import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { PairOptions } from '../importing/pairs.ts';

/** What commands that read a file of pairs ask about it, in the order in which their help lists it. */
export const pairOptions = {
  left: new Option(
    '--pairs-left <column>',
    'column of left ids in the pairs (default: one named left or as the side, else the first)',
  ),
  right: new Option('--pairs-right <column>', 'column of right ids in the pairs (default: as for the left, else the second)'),
  grade: new Option('--grade-column <column>', 'column of grades (default: grade, relevance, rating, score or label)'),
  time: new Option('--time-column <column>', 'column of times, seconds or dates (default: time, timestamp or date)'),
  rightFrom: new Option('--right-from <grade>', 'pairs of at least this grade are right, all alike').argParser(number),
  skipUnknown: new Option('--skip-unknown-pairs', 'leave out pairs that name an item which is not there'),
};

interface Given {
  readonly pairsLeft?: string | undefined;
  readonly pairsRight?: string | undefined;
  readonly gradeColumn?: string | undefined;
  readonly timeColumn?: string | undefined;
  readonly rightFrom?: number | undefined;
  readonly skipUnknownPairs?: true | undefined;
}

/** What was answered, as `readPairs` takes it. */
export const pairOptionsOf = (given: Given): PairOptions => ({
  columns: { left: given.pairsLeft, right: given.pairsRight, grade: given.gradeColumn, time: given.timeColumn },
  rightFrom: given.rightFrom,
  skipUnknown: given.skipUnknownPairs,
});

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number is expected.');
  return value;
}
