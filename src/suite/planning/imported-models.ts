import { resolve } from 'node:path';
import { sha256File } from '../../files/sha256.ts';
import { workOfPairs, workOfTowers } from '../../foreign/counted-work.ts';
import { readPairScorer, readTowers } from '../../foreign/read-graphs.ts';
import { isModelName } from '../../models.ts';
import type { FeatureShape, ModelManifest, Side } from '../../types.ts';
import { armsOf } from '../reading/arms.ts';
import type { Fault } from '../reading/faults.ts';
import type { ImportMetric } from '../reading/imported-schema.ts';
import type { Suite } from '../reading/schema.ts';
import type { Sized } from './estimate.ts';

/** One `.onnx` file: its content is part of what a cell is made from. */
export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
}

/** A model of a suite whose files were read and fit. */
export interface ImportedModel {
  readonly name: string;
  readonly family: ModelManifest['family'];
  /** By what they compute: left and right, or pair. */
  readonly files: Readonly<Record<string, ModelFile>>;
  /** How the embeddings of towers meet; a scorer of pairs has none. */
  readonly metric: ImportMetric | undefined;
  readonly sized: Sized;
}

/** Names that stand for two models. */
export function importedFaults(suite: Suite): Fault[] {
  const labels = armsOf(suite).map(({ label }) => label);
  const given = [...listed('importedModels', suite.importedModels), ...listed('textModels', suite.textModels)];
  return given.flatMap(({ name, path }, i) =>
    isModelName(name) || labels.includes(name) || given.findIndex((other) => other.name === name) < i
      ? [{ path, message: `"${name}" is the name of another model: give this one a name of its own` }]
      : [],
  );
}

const listed = (key: string, models: readonly { readonly name: string }[] = []) =>
  models.map(({ name }, i) => ({ name, path: [key, i, 'name'] }));

/** Reads the files of all imported models, and checks them against the features of every data set. Throws a `UserError` that names the file. */
export async function readImportedModels(
  { importedModels = [] }: Suite,
  folder: string,
  datasets: Readonly<
    Record<string, { readonly manifest: { readonly sides: Readonly<Record<Side, { readonly features: FeatureShape }>> } }>
  >,
): Promise<ImportedModel[]> {
  const shapes = Object.values(datasets).map(({ manifest: { sides } }) => ({
    left: sides.left.features,
    right: sides.right.features,
  }));
  return Promise.all(
    importedModels.map(async ({ name, onnx }): Promise<ImportedModel> => {
      const file = async (given: string): Promise<ModelFile> => {
        const path = resolve(folder, given);
        return { path, sha256: (await sha256File(path)).sha256 };
      };
      if ('pair' in onnx) {
        const pair = await file(onnx.pair);
        const [graph] = shapes.map((shape) => readPairScorer(pair.path, shape));
        return { name, family: 'early fusion', files: { pair }, metric: undefined, sized: workOfPairs(graph!) };
      }
      const [left, right] = [await file(onnx.left), await file(onnx.right)];
      const [towers] = shapes.map((shape) => readTowers(left.path, right.path, shape));
      return { name, family: 'dual tower', files: { left, right }, metric: onnx.metric, sized: workOfTowers(towers!) };
    }),
  );
}

/** The names under which a suite lists what comes from files. */
export const importedNames = ({ importedModels = [] }: Suite): string[] => importedModels.map(({ name }) => name);
