import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Parser of an option that counts something. */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 on is expected.');
  return Number(text);
}
