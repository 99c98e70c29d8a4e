/**
 * A number of things as a message says it: `1 row`, `12 rows`. Where the plural is not the singular with an s, or a verb follows, it is given: `1 pair names`,
 * `2 pairs name`; `figure` is the number as it is printed.
 */
export const counted = (count: number, one: string, many = `${one}s`, figure = String(count)): string =>
  `${figure} ${count === 1 ? one : many}`;
