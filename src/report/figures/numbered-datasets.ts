/** Data sets whose names differ in the number at their end alone: `planted-rank-2`, `planted-rank-8`, `planted-rank-32`. */
export interface NumberedDatasets {
  /** `planted-rank`. */
  readonly stem: string;
  /** By their number, ascending. */
  readonly members: readonly { readonly name: string; readonly number: number }[];
}

/** Fewer are no curve. */
const fewest = 3;

/** The series of data sets among some names, in the order in which they first come. */
export function numberedDatasets(names: readonly string[]): NumberedDatasets[] {
  const found = new Map<string, { name: string; number: number }[]>();
  for (const name of names) {
    const [, stem, digits] = /^(.+)-([1-9]\d*)$/.exec(name) ?? [];
    if (stem !== undefined) found.set(stem, [...(found.get(stem) ?? []), { name, number: Number(digits) }]);
  }
  return [...found]
    .filter(([, members]) => members.length >= fewest)
    .map(([stem, members]) => ({ stem, members: members.toSorted((a, b) => a.number - b.number) }));
}
