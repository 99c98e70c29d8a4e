import { expect, test } from 'vitest';
import { buildDataset, catalogue } from '../../src/catalogue/catalogue.ts';
import { generatedDatasets } from '../../src/catalogue/planted.ts';
import { UserError } from '../../src/errors.ts';

const options = { modelsDir: 'models', cacheDir: '.cache/packages', threads: 1 };

test('the catalogue has the embedded sets, what is drawn, and what is fetched', () => {
  const fetched = ['ml-100k', 'ml-100k-leave-one-out', 'ml-100k-ids', 'debian', 'debian-60k'];
  expect(Object.keys(catalogue)).toEqual([
    'combinations',
    'emoji',
    'emoji-variants',
    ...Object.keys(generatedDatasets),
    ...fetched,
  ]);
});

test('an unknown data set is refused with the names that there are', async () => {
  const refused = await buildDataset('toString', 'nowhere', options).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect((refused as UserError).remedy).toContain('emoji-variants');
});
