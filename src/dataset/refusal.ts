import { UserError } from '../errors.ts';

const standardRemedy = 'Correct the data set and write it again.';

/** What is wrong with a data set, and where. */
export const refusal = (place: string, message: string, remedy = standardRemedy): UserError =>
  new UserError('input', message, { place, remedy });

/** A value from a file as it is shown in a message: escaped and cut. */
export const shown = (value: string): string => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
