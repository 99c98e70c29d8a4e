import type { RunRecord } from '../../record.ts';

/** `undefined` where no such model was trained. */
export const familyOf = ({ models }: RunRecord, model: string): string | undefined =>
  models.find(({ name }) => name === model)?.family;

/** The families that this one is compared with, in the order of the record: at least one, to be named where none was trained. */
export function otherFamilies({ models }: RunRecord, family: string | undefined): string[] {
  const others = [...new Set(models.map((model) => model.family as string))].filter((other) => other !== family);
  return others.length > 0 ? others : [family === 'dual tower' ? 'early fusion' : 'dual tower'];
}
