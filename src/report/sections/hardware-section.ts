import type { Comparison } from '../compare/comparison.ts';
import { comparisonLines } from '../compare/comparison-text.ts';

/** The same weights in other runs that were given with the record. */
export const hardwareSection = (comparison: Comparison | undefined): string[] =>
  comparison === undefined
    ? []
    : [
        '## Hardware',
        '',
        'The same weights, byte for byte, measured in other runs: beside this one, which is the first system.',
        '',
        ...comparisonLines(comparison, '###'),
      ];
