import { models } from '../models.ts';
import { scorers } from '../retrieval/open.ts';
import { datasetNames } from './installation.ts';
import type { KnownNames } from './parse-suite.ts';

/** What the tables of this installation hold. */
export const knownNames = (): KnownNames => ({
  models: Object.keys(models),
  scorers: Object.fromEntries(scorers.map(({ name, knobs }) => [name, knobs])),
  datasets: datasetNames(),
});
