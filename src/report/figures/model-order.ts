import type { RunRecord } from '../../record.ts';
import type { ModelManifest } from '../../types.ts';
import { isArm, modelOfArm } from '../record/arms.ts';

/** The share of a pair's operations that is saved when both sides are cached: near 1 for a dual tower, 0 where nothing can be cached. */
export const cachedShare = ({ work }: ModelManifest): number | undefined =>
  work.pair.operations > 0 ? 1 - work.interaction.operations / work.pair.operations : undefined;

/** Orders models as tables list them: by how much of the score is cached, most first, each followed by its arms; unknown ones last. */
export function modelOrder({ models }: RunRecord): (a: string | undefined, b: string | undefined) => number {
  const shares = new Map(models.map((manifest) => [manifest.name, cachedShare(manifest) ?? -1]));
  const shareOf = (name: string): number => shares.get(modelOfArm(name)) ?? shares.get(name) ?? -2;
  return (a = '', b = '') =>
    shareOf(b) - shareOf(a) ||
    compareText(modelOfArm(a), modelOfArm(b)) ||
    Number(isArm(a)) - Number(isArm(b)) ||
    compareText(a, b);
}

/** By code unit, whatever the locale. */
const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
