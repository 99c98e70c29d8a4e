import { namePattern } from '../dataset/identifiers.ts';

/** A name for a data set or a side from that of a file: lower case, what no name may have replaced by dashes. */
export function nameFrom(file: string, otherwise: string): string {
  const name = file
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 64);
  return namePattern.test(name) ? name : otherwise;
}
