import { UserError } from '../errors.ts';
import { openImageBackbone, openTextBackbone } from '../features/backbone.ts';
import { padTokens } from '../features/pad-tokens.ts';
import { type Picture, type Pixels, renderPicture } from '../features/picture.ts';
import { type Axes, projectTokens } from '../features/principal-axes.ts';
import type { Features } from '../types.ts';
import { type EncodingLog, type Outcome, openEncodingLog } from './encoding-log.ts';
import { readPicture } from './picture-folder.ts';

/** What is encoded: pictures of a folder by their names, or texts. */
export type Inputs =
  | { readonly kind: 'pictures'; readonly folder: string; readonly names: readonly string[] }
  | { readonly kind: 'texts'; readonly texts: readonly string[] };

/** What is kept of the tokens of a text: its first `most`, along these axes. */
export interface KeptTokens {
  readonly most?: number;
  readonly axes?: Axes;
}

export interface EncodeSettings {
  readonly backbone: string;
  /** Left out: no tokens. */
  readonly tokens?: KeptTokens;
  readonly threads: number;
  readonly allowNetwork: boolean;
  /** Where vectors are kept while they are made, and what they are made of: another plan begins anew. */
  readonly workDir: string;
  readonly side: string;
  readonly plan: string;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface EncodedSide {
  /** Rows are those of the inputs that could be read. */
  readonly features: Features;
  readonly kept: readonly number[];
  readonly skipped: readonly { readonly index: number; readonly reason: string }[];
}

/** Items a step: vectors are on the disk after each, so a killed process loses no more. */
const perStep = 32;

/**
 * Encodes one side with a backbone, on from where an earlier process ended. Pictures that cannot be read are skipped and told; a text always can. Throws a
 * `UserError`: `input` where the backbone does not fit or nothing could be read, `storage`.
 */
export async function encodeSide(inputs: Inputs, settings: EncodeSettings): Promise<EncodedSide> {
  const total = inputs.kind === 'pictures' ? inputs.names.length : inputs.texts.length;
  const log = await openEncodingLog(settings.workDir, settings.side, settings.plan);
  try {
    if (log.outcomes.length < total) await encodeRest(inputs, settings, log, total);
    return collected(log, settings);
  } finally {
    log.close();
  }
}

async function encodeRest(inputs: Inputs, settings: EncodeSettings, log: EncodingLog, total: number): Promise<void> {
  const { backbone, threads, allowNetwork: allowRemote, tokens, onProgress } = settings;
  if (inputs.kind === 'pictures') {
    if (tokens !== undefined)
      throw new UserError('input', 'Pictures have no token features here.', {
        place: backbone,
        remedy: 'Ask for tokens of texts only.',
      });
    const images = await openImageBackbone(backbone, { threads, allowRemote });
    for (let start = log.outcomes.length; start < total; start += perStep) {
      const rendered = await Promise.all(inputs.names.slice(start, start + perStep).map((name) => render(inputs.folder, name)));
      const pixels = rendered.flatMap((each) => (typeof each === 'string' ? [] : [each]));
      const { columns, data } =
        pixels.length === 0 ? { columns: 0, data: new Float32Array(0) } : await images.encode(pixels as Picture[]);
      let row = 0;
      log.append(
        rendered.map((each) =>
          typeof each === 'string'
            ? { outcome: { skipped: each } }
            : { outcome: { values: columns }, vector: data.subarray(row * columns, ++row * columns) },
        ),
      );
      onProgress?.(log.outcomes.length, total);
    }
    return images.close();
  }
  const texts = await openTextBackbone(backbone, { threads, allowRemote });
  for (let start = log.outcomes.length; start < total; start += perStep) {
    const batch = inputs.texts.slice(start, start + perStep);
    const encoded: Features =
      tokens === undefined ? { global: await texts.encode(batch) } : keptOf(await texts.encodeTokens(batch), tokens);
    log.append(batch.map((_, i) => textEntry(encoded, i, tokens?.most)));
    onProgress?.(log.outcomes.length, total);
  }
  await texts.close();
}

const keptOf = ({ global, tokens }: Features, { axes }: KeptTokens): Features => ({
  global,
  tokens: axes === undefined ? tokens! : projectTokens(tokens!, axes),
});

/** The vector of a text, its first tokens behind it, without the padding of the step. */
function textEntry(
  { global: { columns, data }, tokens }: Features,
  row: number,
  most = Number.POSITIVE_INFINITY,
): { outcome: Outcome; vector: Float32Array } {
  const vector = data.subarray(row * columns, (row + 1) * columns);
  if (tokens === undefined) return { outcome: { values: columns }, vector };
  const own = tokens.mask.subarray(row * tokens.tokens, (row + 1) * tokens.tokens).reduce((sum, one) => sum + one, 0);
  const count = Math.min(most, own);
  const start = row * tokens.tokens * tokens.width;
  const values = tokens.data.subarray(start, start + count * tokens.width);
  const both = new Float32Array(vector.length + values.length);
  both.set(vector);
  both.set(values, vector.length);
  return { outcome: { values: columns, tokens: values.length }, vector: both };
}

async function render(folder: string, name: string): Promise<Pixels | string> {
  try {
    return await renderPicture(await readPicture(folder, name));
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function collected({ outcomes, vectors }: EncodingLog, { tokens: wanted, backbone }: EncodeSettings): EncodedSide {
  const kept: number[] = [];
  const skipped: { index: number; reason: string }[] = [];
  const all = vectors();
  const tokens: Float32Array[] = [];
  let columns = 0;
  let at = 0;
  const rows: Float32Array[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if ('skipped' in outcome) {
      skipped.push({ index, reason: outcome.skipped });
      continue;
    }
    kept.push(index);
    columns = outcome.values;
    rows.push(all.subarray(at, at + columns));
    at += columns;
    tokens.push(all.subarray(at, at + (outcome.tokens ?? 0)));
    at += outcome.tokens ?? 0;
  }
  if (kept.length === 0)
    throw new UserError('input', 'No item could be read.', {
      place: backbone,
      remedy: `Check the files: the first is refused with: ${skipped[0]?.reason ?? 'nothing'}`,
    });
  const data = new Float32Array(kept.length * columns);
  for (const [i, row] of rows.entries()) data.set(row, i * columns);
  return {
    features: {
      global: { rows: kept.length, columns, data },
      ...(wanted === undefined ? {} : { tokens: padTokens(tokens, wanted.axes?.count ?? columns) }),
    },
    kept,
    skipped,
  };
}
