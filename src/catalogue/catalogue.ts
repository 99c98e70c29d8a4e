import { UserError } from '../errors.ts';
import { suggestion } from '../nearest-name.ts';
import { buildCombinations } from './build-combinations.ts';
import { buildDebian, debianSets } from './build-debian.ts';
import { buildEmojiSet } from './build-emoji-set.ts';
import { buildMovieLens, movieLensSets } from './build-movielens.ts';
import type { BuildOptions } from './build-options.ts';
import { combinations } from './combinations.ts';
import { emoji } from './emoji.ts';
import { emojiVariants } from './emoji-variants.ts';
import { generatedDatasets } from './planted.ts';

export type { BuildOptions, BuildPhase } from './build-options.ts';

/** A data set that we know how to build. */
export interface CatalogueEntry {
  readonly description: string;
  readonly build: (outDir: string, options: BuildOptions) => Promise<void>;
}

export const catalogue: Readonly<Record<string, CatalogueEntry>> = {
  combinations: { description: combinations.description, build: buildCombinations },
  emoji: { description: emoji.description, build: (outDir, options) => buildEmojiSet(emoji, outDir, options) },
  'emoji-variants': {
    description: emojiVariants.description,
    build: (outDir, options) => buildEmojiSet(emojiVariants, outDir, options),
  },
  ...generatedDatasets,
  ...Object.fromEntries(
    movieLensSets.map((definition): [string, CatalogueEntry] => [
      definition.name,
      {
        description: definition.description,
        build: (outDir, options) => buildMovieLens(definition, outDir, options),
      },
    ]),
  ),
  ...Object.fromEntries(
    debianSets.map((definition): [string, CatalogueEntry] => [
      definition.name,
      { description: definition.description, build: (outDir, options) => buildDebian(definition, outDir, options) },
    ]),
  ),
};

/** Builds a data set of the catalogue by name. Throws a `UserError`: `input` for an unknown name, `environment` without packages, `storage`. */
export async function buildDataset(name: string, outDir: string, options: BuildOptions): Promise<void> {
  const entry = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  if (entry === undefined) {
    throw new UserError('input', 'There is no such data set in the catalogue.', {
      place: name,
      remedy: suggestion(name, Object.keys(catalogue)),
    });
  }
  await entry.build(outDir, options);
}
