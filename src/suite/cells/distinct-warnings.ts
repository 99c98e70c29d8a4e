import type { Warning } from '../../types.ts';

/** Each once, in the order in which they came: several scorers of a cell may say the same. */
export const distinctWarnings = (warnings: readonly Warning[]): Warning[] => [
  ...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values(),
];
