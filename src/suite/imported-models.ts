import { resolve } from 'node:path';
import { sha256File } from '../files/sha256.ts';
import { isModelName } from '../models.ts';
import { readPairScorer, readTowers } from '../training/import-model.ts';
import type { FeatureShape, Side } from '../types.ts';
import { armsOf } from './arms.ts';
import type { Fault } from './faults.ts';
import type { ImportedModel } from './imported-schema.ts';
import type { Suite } from './schema.ts';

/** One `.onnx` file: its content is part of what a cell is made from. */
export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
}

/** Files of an imported model, by what they compute: left and right, or pair. */
export type ModelFiles = Readonly<Record<string, Readonly<Record<string, ModelFile>>>>;

/** Names that stand for two models. */
export function importedFaults(suite: Suite): Fault[] {
  const taken = armsOf(suite).map(({ label }) => label);
  const imported = suite.importedModels ?? [];
  return imported.flatMap(({ name }, i) =>
    isModelName(name) || taken.includes(name) || imported.findIndex((other) => other.name === name) < i
      ? [
          {
            path: ['importedModels', i, 'name'],
            message: `"${name}" is the name of another model: give this one a name of its own`,
          },
        ]
      : [],
  );
}

/** Hashes the files of all imported models, and checks them against the features of every data set. Throws a `UserError` that names the file. */
export async function readModelFiles(
  { importedModels = [] }: Suite,
  folder: string,
  datasets: Readonly<
    Record<string, { readonly manifest: { readonly sides: Readonly<Record<Side, { readonly features: FeatureShape }>> } }>
  >,
): Promise<ModelFiles> {
  const files: Record<string, Record<string, ModelFile>> = {};
  for (const { name, onnx } of importedModels) {
    const own: Record<string, ModelFile> = {};
    for (const [what, given] of filesOf(onnx)) {
      const path = resolve(folder, given);
      own[what] = { path, sha256: (await sha256File(path)).sha256 };
    }
    for (const { manifest } of Object.values(datasets)) {
      const shapes = { left: manifest.sides.left.features, right: manifest.sides.right.features };
      if (own.pair === undefined) readTowers(own.left!.path, own.right!.path, shapes);
      else readPairScorer(own.pair.path, shapes);
    }
    files[name] = own;
  }
  return files;
}

const filesOf = (onnx: ImportedModel['onnx']): [string, string][] =>
  'pair' in onnx
    ? [['pair', onnx.pair]]
    : [
        ['left', onnx.left],
        ['right', onnx.right],
      ];
