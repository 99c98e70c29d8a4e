import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';

/** Bytes that a file has, and those that it should have by its own start; at least so many where its start does not say all. */
export interface Shortfall {
  readonly found: number;
  readonly expected: number;
  readonly atLeast?: boolean;
}

const remedy = 'Copy, download or write the file again: it ends before it is over.';

/** A file that ends before it is over, as an interrupted copy or a full disk leaves it. */
export const truncated = (place: string, what: string, { found, expected, atLeast }: Shortfall): UserError =>
  new UserError(
    'input',
    `${what} is truncated: ${atLeast ? 'at least ' : ''}${counted(expected, 'byte')} expected, ${found} found.`,
    { place, remedy },
  );

/** The same for a format whose sizes stand at its end: how many bytes are missing cannot be known. */
export const endless = (place: string, what: string, found: number, end: string): UserError =>
  new UserError(
    'input',
    `${what} is truncated: ${counted(found, 'byte')} found, and ${end}, which stands at the end, is missing.`,
    {
      place,
      remedy,
    },
  );
