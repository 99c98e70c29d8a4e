import type { Warning } from '../../types.ts';

/** The doubt about every model that comes from files. */
export const trainedElsewhere = (name: string): Warning => ({
  code: 'trained-elsewhere',
  message: `${name} comes from files: whether it was trained on items that are tested here is not known.`,
  remedy: 'Train it on the training items of each split alone, or read its figures as an upper bound.',
});
