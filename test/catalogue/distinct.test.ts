import { expect, test } from 'vitest';
import { distinctItems, textContent } from '../../src/catalogue/distinct.ts';

test('equal contents are one item under the first id, right for every concept', () => {
  const items = distinctItems([
    { id: 'label/2', concept: '2', content: 'same', value: 'Same' },
    { id: 'label/3', concept: '3', content: 'other', value: 'other' },
    { id: 'alias/1', concept: '1', content: 'same', value: 'same' },
    { id: 'alias/2', concept: '2', content: 'same', value: 'same' },
  ]);
  expect(items).toEqual([
    { id: 'label/2', concepts: ['1', '2'], value: 'Same' },
    { id: 'label/3', concepts: ['3'], value: 'other' },
  ]);
});

test('case, accents and the width of spaces do not make a text another', () => {
  expect(textContent(' Piñata  Party ')).toBe(textContent('pinata party'));
  expect(textContent('a, b')).not.toBe(textContent('a b'));
});
