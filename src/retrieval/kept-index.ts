import { UserError } from '../errors.ts';
import type { PhaseCost, Scorer, ScorerSpec } from '../types.ts';
import { type IndexArrays, type IndexIdentity, readIndexFile, refused, writeIndexFile } from './index-file.ts';
import type { Knobs, Settings } from './knobs.ts';
import { phase } from './scorers/opened.ts';

/** A scorer whose index can be kept in a file, and opened again by `ScorerSpec.indexFile`. */
export interface KeepingScorer extends Scorer {
  /** Whole or absent. Throws a `UserError` of kind `storage`. */
  keepIndex(path: string): Promise<void>;
}

export const keepsIndex = (scorer: Scorer): scorer is KeepingScorer => 'keepIndex' in scorer;

/** How an index is built, and how it becomes arrays and an index again. */
export interface IndexRecipe<T> {
  /** Asked for only when there is a file: it hashes and reads. */
  identity(): Promise<IndexIdentity>;
  readonly knobs: Knobs;
  build(): Promise<T>;
  pack(index: T): IndexArrays;
  /** `settings` are those that it was kept with. Throws for arrays that are no index. */
  unpack(arrays: IndexArrays, settings: Settings): T;
  bytes(index: T): number;
}

/** The index of a recipe: from the file that the spec names (phase `load index`), otherwise built (phase `build index`). */
export function openOrBuild<T>(recipe: IndexRecipe<T>, { indexFile }: ScorerSpec): Promise<[T, PhaseCost]> {
  if (indexFile === undefined) return phase('build index', () => recipe.build(), recipe.bytes);
  return phase('load index', () => openKept(recipe, indexFile), recipe.bytes);
}

async function openKept<T>({ identity, knobs, unpack }: IndexRecipe<T>, path: string): Promise<T> {
  const wanted = await identity();
  const { arrays, settings } = await readIndexFile(path, wanted, knobs);
  try {
    return unpack(arrays, settings);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw refused(path, `${wanted.library.name} cannot open the index.`, cause);
  }
}

/** Keeps an index with the settings in force. Throws a `UserError` of kind `storage`. */
export async function keep<T>({ identity, pack }: IndexRecipe<T>, index: T, path: string, settings: Settings): Promise<void> {
  await writeIndexFile(path, { ...(await identity()), settings }, pack(index));
}

/** An array of whole numbers of a kept index. Throws where it is not there, or of another kind. */
export function wholeNumbers(arrays: IndexArrays, name: string, length?: number): Int32Array {
  const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
  if (array?.dtype !== 'I32' || array.shape.length !== 1 || (length !== undefined && array.data.length !== length))
    throw new Error(`there is no array ${name} as it should be`);
  return array.data;
}

/** Whole numbers as an array of a kept index. */
export const asWholeNumbers = (data: Int32Array): IndexArrays[string] => ({ dtype: 'I32', shape: [data.length], data });
