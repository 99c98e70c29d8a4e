import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { encodeSide } from '../../src/importing/encode-side.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const backbone = fileURLToPath(new URL('../../models/all-MiniLM-L6-v2', import.meta.url));
const texts = ['one', 'a text of rather more than five words', 'two words'];

const settings = async (plan: string) => ({
  backbone,
  threads: 1,
  allowNetwork: false,
  workDir: await temporaryFolder(),
  side: 'left',
  plan,
});

test('a text of as many tokens as the backbone reads keeps them all', async () => {
  const long = [Array.from({ length: 600 }, (_, i) => `word ${i % 10}`).join(' ')];
  const { features } = await encodeSide({ kind: 'texts', texts: long }, { ...(await settings('long')), tokens: {} });
  // 512, the marks of beginning and end among them.
  expect([features.tokens!.tokens, features.tokens!.width]).toEqual([510, 384]);
}, 30_000);

test('tokens are the first of each text, along the axes that are given', async () => {
  const { features: whole } = await encodeSide({ kind: 'texts', texts }, { ...(await settings('whole')), tokens: {} });
  // The first three values of a token: inner products with three unit vectors.
  const data = new Float64Array(384 * 3);
  for (let axis = 0; axis < 3; axis++) data[axis * 3 + axis] = 1;
  const tokens = { most: 5, axes: { width: 384, count: 3, data } };
  const { features: few } = await encodeSide({ kind: 'texts', texts }, { ...(await settings('few')), tokens });
  expect(few.global).toEqual(whole.global);
  expect([few.tokens!.tokens, few.tokens!.width]).toEqual([5, 3]);
  expect([...few.tokens!.mask]).toEqual([1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  const row = (of: typeof whole, item: number, token: number): Float32Array => {
    const start = (item * of.tokens!.tokens + token) * of.tokens!.width;
    return of.tokens!.data.subarray(start, start + 3);
  };
  for (const [item, count] of [1, 5, 2].entries())
    for (let token = 0; token < count; token++) expect(row(few, item, token)).toEqual(row(whole, item, token));
}, 30_000);
