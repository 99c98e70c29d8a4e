import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/suite/cell.ts';
import { firstDifference } from '../../../src/suite/running/first-difference.ts';

describe('firstDifference', () => {
  it('names the path of the first value that differs, in the order of the earlier keys', () => {
    const before = { name: 'a', training: { steps: 40, rate: 1 }, seeds: 2 };
    const now = { seeds: 3, training: { rate: 2, steps: 50 }, name: 'a' };
    expect(firstDifference(before, now)).toEqual({ key: 'training.steps', before: '40', now: '50' });
  });

  it('tells a longer list, a missing key and another kind of value', () => {
    expect(firstDifference({ a: [1] }, { a: [1, 2] })).toEqual({ key: 'a.1', before: undefined, now: '2' });
    expect(firstDifference({ a: 1, b: 2 }, { a: 1 })).toEqual({ key: 'b', before: '2', now: undefined });
    expect(firstDifference({ a: [1] }, { a: { 0: 1 } })).toEqual({ key: 'a', before: '[1]', now: '{"0":1}' });
    expect(firstDifference({ a: null }, { a: {} })).toEqual({ key: 'a', before: 'null', now: '{}' });
  });

  it('finds none between a value and what a JSON file gives back of it', () => {
    expect(firstDifference({ a: undefined, b: 1 }, { b: 1 })).toBeUndefined();
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(firstDifference(JSON.parse(JSON.stringify(value)) as Json, value as Json)).toBeUndefined();
      }),
      { seed: 1 },
    );
  });
});
