import type { CellRecord } from '../../record.ts';

/** Codes of the doubts that come from what else the machine did, or was kept from doing (`src/measuring/noise.ts`). */
export const noiseCodes: readonly string[] = [
  'noisy-neighbour',
  'load',
  'steal',
  'throttled',
  'clock-drop',
  'accelerator-throttled',
];
/** Kinds of cells whose figures are times, of runs that did not keep yet what the machine was like. */
const timedBefore: readonly string[] = ['train', 'trial', 'latency', 'text-latency', 'index', 'scale', 'batch'];
const takesTimes = ({ kind, details }: CellRecord): boolean => details?.conditions !== undefined || timedBefore.includes(kind);

/** In how many of the cells that take times the machine was not quiet. */
export interface Disturbance {
  readonly disturbed: number;
  readonly timed: number;
  /** What one of them said, where there is one. */
  readonly example: string | undefined;
}

/** Counts the cells whose times something else on the machine may have spoilt. */
export function disturbance(cells: readonly CellRecord[]): Disturbance {
  const ofTimes = cells.filter(takesTimes);
  const messages = ofTimes.flatMap(({ warnings }) => warnings.find(({ code }) => noiseCodes.includes(code))?.message ?? []);
  return { disturbed: messages.length, timed: ofTimes.length, example: messages[0] };
}
