import { UserError } from '../errors.ts';

export const standardRemedy = 'Correct the data set and write it again.';

/** What is wrong with a data set, and where. */
export const refusal = (place: string, message: string, remedy = standardRemedy): UserError =>
  new UserError('input', message, { place, remedy });
