import { embeddedNames } from '../../catalogue/embedded-names.ts';
import { fetchedNames } from '../../catalogue/fetched-names.ts';
import { generatedDatasets } from '../../catalogue/planted.ts';
import { models } from '../../models.ts';
import { scorers } from '../../retrieval/scorer-kinds.ts';
import { datasetNames } from '../installation.ts';

/** Names that a suite may use. Splits belong to a data set and are checked when it is opened. */
export interface KnownNames {
  readonly models: readonly string[];
  /** Scorers with their settings; those that act at search time can be swept. */
  readonly scorers: Readonly<Record<string, Readonly<Record<string, { readonly atSearch: boolean }>>>>;
  readonly datasets: readonly string[];
}

/** What the tables of this installation hold. */
export const knownNames = (): KnownNames => ({
  models: Object.keys(models),
  scorers: Object.fromEntries(scorers.map(({ name, knobs }) => [name, knobs])),
  datasets: [...new Set([...datasetNames(), ...embeddedNames, ...Object.keys(generatedDatasets), ...fetchedNames])],
});
