import { expect, test } from 'vitest';
import { buildDataset, catalogue } from '../../src/catalogue/catalogue.ts';
import { UserError } from '../../src/errors.ts';

const options = { modelsDir: 'models', cacheDir: '.cache/packages', threads: 1 };

test('the catalogue has the combinations and both emoji sets', () => {
  expect(Object.keys(catalogue)).toEqual(['combinations', 'emoji', 'emoji-variants']);
});

test('an unknown data set is refused with the names that there are', async () => {
  const refused = await buildDataset('toString', 'nowhere', options).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect((refused as UserError).remedy).toContain('emoji-variants');
});
