import { expect, test } from 'vitest';
import { codePointsOf, normaliseCodePoints } from '../../src/catalogue/concepts.ts';

test('presentation and joiner are dropped from code points', () => {
  expect(normaliseCodePoints('1F468-200D-2695-FE0F')).toBe('1f468-2695');
  expect(normaliseCodePoints('0023-FE0F-20E3')).toBe('0023-20e3');
  expect(normaliseCodePoints('1f600')).toBe('1f600');
});

test('an emoji and its hexadecimal spelling have the same code points', () => {
  expect(codePointsOf('😀')).toBe('1f600');
  expect(codePointsOf('#️⃣')).toBe(normaliseCodePoints('0023-FE0F-20E3'));
  expect(codePointsOf('👨🏻‍⚕️')).toBe(normaliseCodePoints('1F468-1F3FB-200D-2695-FE0F'));
});
