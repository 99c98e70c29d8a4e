import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { sha256File } from '../../files/sha256.ts';
import { readModelFile } from '../../foreign/read-model-file.ts';
import { type CountedGraph, countOnnx } from '../../graph/read-onnx.ts';
import type { Dataset, Side } from '../../types.ts';
import type { Suite } from './schema.ts';

/** A text model of a suite whose folder was read. */
export interface TextModel {
  readonly name: string;
  readonly kind: 'bi-encoder' | 'cross-encoder';
  readonly folder: string;
  /** SHA-256 of what decides its scores, by path in the folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Counted in its graph; operations are those of a token. */
  readonly counted: CountedGraph;
  /** Answers of the baseline that a cross-encoder reorders. */
  readonly depth: number | undefined;
}

/** A cross-encoder that would need more operations for a test part is given the best answers of the baseline alone: about twenty minutes of a core. */
export const mostOperations = 5e13;

/** Reads the folders of all text models. Throws a `UserError` that names the file which is missing or no model. */
export async function readTextModels({ textModels = [] }: Suite, folder: string): Promise<TextModel[]> {
  return Promise.all(
    textModels.map(async (given): Promise<TextModel> => {
      const isCross = 'crossEncoder' in given;
      const place = resolve(folder, isCross ? given.crossEncoder : given.biEncoder);
      // The same file that the library opens.
      const graph = ['onnx/model.onnx', 'onnx/model_quantized.onnx'].find((path) => existsSync(join(place, path)));
      if (graph === undefined)
        throw new UserError('input', 'the folder of a text model has neither onnx/model.onnx nor onnx/model_quantized.onnx', {
          place,
          remedy: 'Name a folder in the layout of transformers.js, like models/all-MiniLM-L6-v2.',
        });
      // Weights beyond two gigabytes lie beside their graph.
      const weights = [`${graph}_data`].filter((path) => existsSync(join(place, path)));
      const paths = ['config.json', 'tokenizer.json', 'tokenizer_config.json', graph, ...weights];
      const hashes = await Promise.all(paths.map(async (path) => [path, (await sha256File(join(place, path))).sha256] as const));
      return {
        name: given.name,
        kind: isCross ? 'cross-encoder' : 'bi-encoder',
        folder: place,
        files: Object.fromEntries(hashes),
        counted: readModelFile(join(place, graph), countOnnx),
        depth: isCross ? given.depth : undefined,
      };
    }),
  );
}

/** The texts of a side. Throws a `UserError` where an item has none: it could not be scored. */
export function textsOf({ name, items }: Dataset[Side], dataset: string): string[] {
  return items.map(({ id, text }) => {
    if (text !== undefined && text !== '') return text;
    throw new UserError('input', `text models read texts, and ${name} ${id} has none`, {
      place: dataset,
      remedy: 'Leave textModels out for this data set, or give both sides texts.',
    });
  });
}
