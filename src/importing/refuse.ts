import { UserError } from '../errors.ts';

/** What is wrong with a file that somebody brings, where, and what to do about it. */
export const refuse = (place: string, message: string, remedy: string, cause?: unknown): UserError =>
  new UserError('input', message, { place, remedy, cause });

export const writeAgain = 'Write the file again, or check that this is the right one.';

/** "12 rows: 0, 5, 7 and 9 more": names the first of many. */
export function listed(count: number, first: readonly string[]): string {
  const more = count - first.length;
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
