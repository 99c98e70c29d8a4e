import { expect, test } from 'vitest';
import { buildMovieLens, movieLensSets } from '../../src/catalogue/build-movielens.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a set whose features a network makes is refused before anything is fetched, where that network is not there', async () => {
  const dir = await temporaryFolder();
  const options = { modelsDir: dir, cacheDir: dir, threads: 1, from: 'nowhere' };
  const building = (name: string) => buildMovieLens(movieLensSets.find((set) => set.name === name)!, dir, options);
  await expect(building('ml-100k')).rejects.toMatchObject({ kind: 'environment', remedy: expect.stringContaining('--models') });
  // One that needs none gets as far as its sources.
  await expect(building('ml-100k-ids')).rejects.toThrow('no such folder or wheel');
});
