import type { Json } from '../cell.ts';

/** Where two values part: a path like `training.maxSteps`, and what stands there in either, as JSON (undefined where nothing does). */
export interface Difference {
  readonly key: string;
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/** The first place, in the order of `before`'s keys, where two JSON values differ; undefined when they are equal. A missing key equals undefined. */
export function firstDifference(before: Json | undefined, now: Json | undefined, key = ''): Difference | undefined {
  if (isBranch(before) && isBranch(now) && Array.isArray(before) === Array.isArray(now)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const found = firstDifference(at(before, name), at(now, name), key === '' ? name : `${key}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(before, now) ? undefined : { key, before: JSON.stringify(before), now: JSON.stringify(now) };
}

type Branch = Readonly<Record<string, Json | undefined>>;

const isBranch = (value: Json | undefined): value is Branch => typeof value === 'object' && value !== null;
const at = (value: Branch, name: string): Json | undefined => (Object.hasOwn(value, name) ? value[name] : undefined);
