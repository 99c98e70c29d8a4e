import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  AutoModel,
  AutoProcessor,
  AutoTokenizer,
  env,
  type PreTrainedModel,
  type PreTrainedTokenizer,
  type Processor,
  RawImage,
  type Tensor,
} from '@xenova/transformers';
import { UserError } from '../errors.ts';
import type { Features, Matrix } from '../types.ts';
import { meanPooling } from './mean-pooling.ts';
import { padTokens } from './pad-tokens.ts';
import { type Picture, renderPicture } from './picture.ts';

export interface BackboneSettings {
  /** Threads of one operator. */
  readonly threads?: number;
  /** Lets a name that is no folder be fetched from the model hub. Without it nothing is ever fetched. */
  readonly allowRemote?: boolean;
}

export interface EncodeOptions {
  /** Items a call of the network. What it gives for one item never depends on the others at the default. */
  readonly batchSize?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A pretrained network that turns items of one kind into `global` vectors, one row an item, in their order. */
export interface Backbone<Input> {
  /** Name of its folder, or its name on the hub. */
  readonly id: string;
  encode(inputs: readonly Input[], options?: EncodeOptions): Promise<Matrix>;
  close(): Promise<void>;
}

/** A vector an item, [N, D]. */
type Vectors = Pick<Tensor, 'dims' | 'data'>;

export interface TextBackbone extends Backbone<string> {
  /**
   * Features with tokens: `global` as `encode` gives it, `tokens` [N, T, D] those of the network's last layer without the marks of beginning and end,
   * T the most that one of the texts has.
   */
  encodeTokens(texts: readonly string[], options?: Pick<EncodeOptions, 'onProgress'>): Promise<Features>;
}

/**
 * Opens an image backbone in the folder layout of transformers.js. A picture is rendered on a white square (`renderPicture`), then prepared as
 * the folder's `preprocessor_config.json` says; its vector is the network's pooled output.
 */
export async function openImageBackbone(folder: string, settings: BackboneSettings = {}): Promise<Backbone<Picture>> {
  const { id, model, options } = await openModel(folder, settings);
  const processor: Processor = await read(folder, options, 'The settings of its pictures', () =>
    AutoProcessor.from_pretrained(id, options),
  );
  return {
    id,
    encode: (pictures, { batchSize = 8, onProgress } = {}) =>
      encodeBatches(pictures, batchSize, onProgress, async (batch) => {
        const images = await Promise.all(batch.map(async (picture) => toRawImage(picture)));
        const outputs: Record<string, Tensor | undefined> = await model(await processor(images));
        const pooled = outputs.pooler_output ?? outputs.image_embeds;
        if (pooled === undefined) {
          throw new UserError('input', `The image backbone has no pooled output; it has ${Object.keys(outputs).join(', ')}.`, {
            place: folder,
            remedy: 'Use a backbone that gives pooler_output or image_embeds.',
          });
        }
        return pooled;
      }),
    close: () => closeModel(model),
  };
}

/**
 * Opens a text backbone in the folder layout of transformers.js. The vector of a text is the mean of its token vectors over the mask
 * (Reimers and Gurevych 2019, arXiv 1908.10084), not normalised; texts beyond the network's length are cut.
 * The default is one text a call: weights quantised dynamically scale activations over the whole batch, so companions would change a text's vector.
 */
export async function openTextBackbone(folder: string, settings: BackboneSettings = {}): Promise<TextBackbone> {
  const { id, model, options } = await openModel(folder, settings);
  const tokenizer = await openTokenizer(folder, id, options);
  const run = async (batch: readonly string[]): Promise<{ readonly hidden: Tensor; readonly pooled: Vectors }> => {
    const tokens = tokenizer([...batch], { padding: true, truncation: true });
    const outputs: Record<string, Tensor | undefined> = await model(tokens);
    const hidden = outputs.last_hidden_state;
    if (hidden === undefined)
      throw new UserError('input', `The text backbone gives no vectors of tokens; it has ${Object.keys(outputs).join(', ')}.`, {
        place: folder,
        remedy: 'Use a backbone that gives last_hidden_state.',
      });
    const { data, dims } = hidden;
    const means = meanPooling(data as Float32Array, tokens.attention_mask.data as BigInt64Array, dims);
    return { hidden, pooled: { dims: [dims[0]!, dims[2]!], data: means } };
  };
  return {
    id,
    encode: (texts, { batchSize = 1, onProgress } = {}) =>
      encodeBatches(texts, batchSize, onProgress, async (batch) => (await run(batch)).pooled),
    async encodeTokens(texts, { onProgress } = {}) {
      const items: Float32Array[] = [];
      let width = 0;
      const global = await encodeBatches(texts, 1, onProgress, async (batch) => {
        const { hidden, pooled } = await run(batch);
        width = hidden.dims[2]!;
        // One text a call is not padded: its first and last vectors are those of [CLS] and [SEP].
        items.push((hidden.data as Float32Array).slice(width, -width));
        return pooled;
      });
      return { global, tokens: padTokens(items, width) };
    },
    close: () => closeModel(model),
  };
}

/** A network that reads two texts at once and scores them, the higher the better. */
export interface CrossEncoder {
  readonly id: string;
  /** Scores of one text with others. One pair a call, for the reason that `openTextBackbone` gives: a score never depends on other pairs. */
  score(first: string, others: readonly string[]): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * Opens a text cross-encoder in the folder layout of transformers.js: tokens of both texts, cut together at the network's length, to one logit, or to two of which the
 * second speaks for the pair (Nogueira and Cho 2019, arXiv 1901.04085). Throws a `UserError` that shows both sides where inputs or output are others.
 */
export async function openCrossEncoder(folder: string, settings: BackboneSettings = {}): Promise<CrossEncoder> {
  const { id, model, options } = await openModel(folder, settings);
  const { inputNames } = (model as unknown as { sessions: { model: { inputNames: readonly string[] } } }).sessions.model;
  const tokenizer = await openTokenizer(folder, id, options);
  const given = Object.keys(tokenizer('a', { text_pair: 'b' }));
  const unfit = (found: string, wanted: string): UserError =>
    new UserError('input', `the model and texts do not fit: ${found}; ${wanted}`, {
      place: folder,
      remedy: 'Name a cross-encoder: a folder whose network gives one logit for two texts.',
    });
  if (inputNames.some((name) => !given.includes(name)))
    throw unfit(`the model takes ${inputNames.join(', ')}`, `its tokenizer gives ${given.join(', ')}`);
  return {
    id,
    async score(first, others) {
      const scores = new Float32Array(others.length);
      for (const [i, other] of others.entries()) {
        const outputs: { readonly logits?: Tensor } = await model(tokenizer(first, { text_pair: other, truncation: true }));
        const [rows, classes] = outputs.logits?.dims ?? [];
        const values = outputs.logits?.data as Float32Array | undefined;
        if (values === undefined || rows !== 1 || (classes !== 1 && classes !== 2))
          throw unfit(
            `the model gives ${Object.entries(outputs as Record<string, Tensor>)
              .map(([name, { dims }]) => `${name} [${dims.join(', ')}]`)
              .join(', ')}`,
            'logits [1, 1] or [1, 2] are expected of a pair',
          );
        scores[i] = classes === 1 ? values[0]! : values[1]! - values[0]!;
      }
      return scores;
    },
    close: () => closeModel(model),
  };
}

/** Numbers of tokens of texts as a folder's tokenizer counts them, marks of beginning and end included, cut at the network's length. */
export async function countTokens(folder: string, texts: readonly string[]): Promise<number[]> {
  const path = resolve(folder);
  env.localModelPath = dirname(path);
  const tokenizer: PreTrainedTokenizer = await AutoTokenizer.from_pretrained(basename(path), { local_files_only: true });
  return texts.map((text) => (tokenizer(text, { truncation: true }) as { input_ids: Tensor }).input_ids.dims[1]!);
}

interface OpenedModel {
  readonly id: string;
  readonly model: PreTrainedModel;
  readonly options: { readonly local_files_only: boolean };
}

async function openModel(folder: string, { threads = 1, allowRemote = false }: BackboneSettings): Promise<OpenedModel> {
  const path = resolve(folder);
  const local = existsSync(join(path, 'config.json'));
  if (!local && !allowRemote) {
    throw new UserError('input', 'There is no backbone in this folder: it has no config.json.', {
      place: path,
      remedy: 'Name a folder like models/all-MiniLM-L6-v2, or allow fetching from the model hub.',
    });
  }
  // The library keeps these for the whole process, so each opening sets them anew before it reads anything.
  env.localModelPath = dirname(path);
  env.allowRemoteModels = allowRemote && !local;
  env.useFSCache = allowRemote && !local;
  const id = local ? basename(path) : folder;
  const options = { local_files_only: local };
  const quantised = local && !existsSync(join(path, 'onnx', 'model.onnx'));
  const model = await read(folder, options, 'Its network', () =>
    AutoModel.from_pretrained(id, {
      ...options,
      dtype: quantised ? 'q8' : 'fp32',
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential' },
    }),
  );
  return { id, model, options };
}

const openTokenizer = (folder: string, id: string, options: OpenedModel['options']): Promise<PreTrainedTokenizer> =>
  read(folder, options, 'Its tokenizer', () => AutoTokenizer.from_pretrained(id, options));

/** Reads a part of a backbone. What the library says of one that is missing or damaged becomes a `UserError`. */
async function read<T>(folder: string, options: OpenedModel['options'], what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const said = (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]!.slice(0, 300);
    const isFolder = options.local_files_only;
    throw new UserError(isFolder ? 'input' : 'environment', `${what} cannot be read: ${said}`, {
      place: folder,
      remedy: isFolder
        ? 'Name a folder in the layout of transformers.js: config.json and onnx/model.onnx, of texts with tokenizer.json, of pictures with preprocessor_config.json.'
        : 'Check the name and the network, or name a folder.',
      cause,
    });
  }
}

async function closeModel(model: PreTrainedModel): Promise<void> {
  await model.dispose();
}

async function toRawImage(picture: Picture): Promise<RawImage> {
  const { data, width, height } = await renderPicture(picture);
  return new RawImage(data, width, height, 3);
}

async function encodeBatches<Input>(
  inputs: readonly Input[],
  batchSize: number,
  onProgress: EncodeOptions['onProgress'],
  encodeBatch: (batch: readonly Input[]) => Promise<Vectors>,
): Promise<Matrix> {
  let columns = 0;
  let data = new Float32Array(0);
  for (let start = 0; start < inputs.length; start += batchSize) {
    const batch = inputs.slice(start, start + batchSize);
    const { dims, data: values } = await encodeBatch(batch);
    if (!(values instanceof Float32Array) || dims.length !== 2 || dims[0] !== batch.length) {
      throw new Error(`internal: a backbone gave [${dims.join(', ')}] for ${batch.length} items`);
    }
    if (start === 0) {
      columns = values.length / batch.length;
      data = new Float32Array(inputs.length * columns);
    }
    data.set(values, start * columns);
    onProgress?.(start + batch.length, inputs.length);
  }
  return { rows: inputs.length, columns, data };
}
