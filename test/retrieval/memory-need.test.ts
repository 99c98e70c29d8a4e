import { expect, test } from 'vitest';
import { availableBytes, refuseTooMany } from '../../src/retrieval/memory-need.ts';
import type { ModelManifest } from '../../src/types.ts';

const none = { operations: 0, bytes: 0 };
const side = (name: string) => ({ inputs: [{ name, shape: [100] }], cached: [{ name: `${name}_vector`, shape: [7, 20] }] });
const model: ModelManifest = {
  name: 'wide',
  family: 'late interaction',
  summary: '',
  left: side('left'),
  right: side('right'),
  parameters: 0,
  work: { left: none, right: none, interaction: none, pair: none },
};

test('candidates that do not fit are refused before they are read, with what they need and what there is', () => {
  const needed = 4 * (100 + 7 * 20) * 1e6;
  expect(() => refuseTooMany(model, 'right', 1e6, needed)).not.toThrow();
  expect(() => refuseTooMany(model, 'right', 1e6, needed - 1)).toThrow(
    /1000000 candidates need 0\.894 GiB .* 0\.894 GiB are free/,
  );
  expect(() => refuseTooMany(model, 'left', 1e9, 2 ** 34)).toThrow(/need 894\.1 GiB .* 16\.0 GiB are free/);
  expect(availableBytes()).toBeGreaterThan(0);
});
