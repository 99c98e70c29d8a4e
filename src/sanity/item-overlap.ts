import type { SanityWorld } from './arm.ts';

/** Whether a tested item of either side was there in training. */
export const sharesItems = ({ train, test }: SanityWorld): boolean =>
  (['left', 'right'] as const).some((side) => {
    const trained = new Set(train[side].items.map(({ id }) => id));
    return test[side].items.some(({ id }) => trained.has(id));
  });
