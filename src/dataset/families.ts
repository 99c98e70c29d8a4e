import { compareBytewise } from './identifiers.ts';

/** An item as far as families go: the unit it belongs to and a hash of its content. */
export interface UnitContent {
  readonly unit: string;
  readonly content: string;
}

/**
 * Joins units that share an identical item, directly or through others (union-find), so that no content can stand in two parts of a split.
 * Gives each unit the bytewise first name among those it is joined with.
 */
export function joinFamilies(entries: Iterable<UnitContent>): ReadonlyMap<string, string> {
  const parent = new Map<string, string>();
  const find = (unit: string): string => {
    let root = unit;
    for (let up = parent.get(root)!; up !== root; up = parent.get(root)!) root = up;
    // Path compression: the next search from here takes one step.
    for (let at = unit; at !== root; ) {
      const up = parent.get(at)!;
      parent.set(at, root);
      at = up;
    }
    return root;
  };
  const unitOfContent = new Map<string, string>();
  for (const { unit, content } of entries) {
    if (!parent.has(unit)) parent.set(unit, unit);
    const other = unitOfContent.get(content);
    if (other === undefined) {
      unitOfContent.set(content, unit);
      continue;
    }
    const [a, b] = [find(unit), find(other)];
    if (a !== b) parent.set(...(compareBytewise(a, b) < 0 ? ([b, a] as const) : ([a, b] as const)));
  }
  return new Map(Array.from(parent.keys(), (unit) => [unit, find(unit)]));
}
