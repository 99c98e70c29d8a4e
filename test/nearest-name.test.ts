import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestName } from '../src/nearest-name.ts';

const known = ['dual-cosine', 'dual-dot', 'concat', 'product-difference'];

it.each([
  ['dual-cosin', 'dual-cosine'],
  ['DUAL-DOT', 'dual-dot'],
  ['cnocat', 'concat'],
  ['product-diference', 'product-difference'],
  ['transformer', undefined],
])('%s is nearest to %s', (wrong, right) => {
  expect(nearestName(wrong, known)).toBe(right);
});

it('a known name is nearest to itself, and to itself with any one letter changed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat(), fc.constantFrom('q', 'z'), (name, at, letter) => {
      const i = at % name.length;
      expect(nearestName(name, known)).toBe(name);
      expect(nearestName(name.slice(0, i) + letter + name.slice(i + 1), known)).toBe(name);
    }),
    { seed: 1 },
  );
});
