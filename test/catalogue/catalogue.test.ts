import { expect, test } from 'vitest';
import { buildDataset, catalogue } from '../../src/catalogue/catalogue.ts';
import { generatedDatasets } from '../../src/catalogue/planted.ts';
import { UserError } from '../../src/errors.ts';

const options = { modelsDir: 'models', cacheDir: '.cache/packages', threads: 1 };

test('the catalogue has the combinations, both emoji sets and what is drawn', () => {
  expect(Object.keys(catalogue)).toEqual(['combinations', 'emoji', 'emoji-variants', ...Object.keys(generatedDatasets)]);
});

test('an unknown data set is refused with the names that there are', async () => {
  const refused = await buildDataset('toString', 'nowhere', options).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect((refused as UserError).remedy).toContain('emoji-variants');
});
