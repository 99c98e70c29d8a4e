import type { RunRecord } from '../types.ts';

/** `undefined` where no such model was trained. */
export const familyOf = ({ models }: RunRecord, model: string): string | undefined =>
  models.find(({ name }) => name === model)?.family;

/** The family that this one is compared with. */
export const otherFamily = ({ models }: RunRecord, family: string | undefined): string =>
  models.find((model) => model.family !== family)?.family ?? (family === 'dual tower' ? 'early fusion' : 'dual tower');
