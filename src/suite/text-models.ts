import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { sha256File } from '../files/sha256.ts';
import { type CountedGraph, countOnnx } from '../graph/onnx.ts';
import type { Dataset, Side } from '../types.ts';
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

const largestModel = 2 ** 31 - 1;

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
      const paths = ['config.json', 'tokenizer.json', 'tokenizer_config.json', graph];
      const hashes = await Promise.all(paths.map(async (path) => [path, (await sha256File(join(place, path))).sha256] as const));
      return {
        name: given.name,
        kind: isCross ? 'cross-encoder' : 'bi-encoder',
        folder: place,
        files: Object.fromEntries(hashes),
        counted: countedOf(join(place, graph)),
        depth: isCross ? given.depth : undefined,
      };
    }),
  );
}

function countedOf(place: string): CountedGraph {
  try {
    return countOnnx(readPlainFile(place, largestModel));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('input', `the model cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      place,
      remedy: 'Export it again.',
    });
  }
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
