import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { takeRows } from '../dataset/part.ts';
import { refuseTaken, withStagedFolder } from '../dataset/staged-folder.ts';
import { writeDataset } from '../dataset/write.ts';
import type { Axes } from '../features/principal-axes.ts';
import { sha256, sha256File } from '../files/sha256.ts';
import type { Item, Side } from '../types.ts';
import { dividedBy, type SplitOptions, unitOf } from './divided-by.ts';
import { type EncodedSide, encodeSide } from './encode-side.ts';
import { nameFrom } from './name-from.ts';
import { type PairOptions, readPairs } from './pairs.ts';
import { refuse } from './refuse.ts';
import { itemRows, listedItems, type SideItems } from './side-items.ts';
import { givenPairs, openSides, type SideSource, type SidesToEmbed, type ToEmbed } from './to-embed.ts';
import { fitTokenAxes } from './token-axes.ts';

export interface SideToEmbed extends SideSource {
  /** A folder in the layout of transformers.js, or, where the network is allowed, a name on the hub. */
  readonly backbone: string;
  readonly name?: string;
}

export interface EmbedOptions extends SplitOptions {
  readonly left: SideToEmbed;
  readonly right: SideToEmbed;
  /** Right pairs; without it a table of texts says which item each belongs to (its column image, picture, file, filename or left). */
  readonly pairs?: string;
  readonly pairOptions?: PairOptions;
  /** Features with tokens, on sides of texts: the first `most` of each, of `width` values (default: all, as wide as the backbone gives them). */
  readonly tokens?: { readonly most?: number; readonly width?: number };
  readonly threads?: number;
  readonly allowNetwork?: boolean;
  readonly name?: string;
  readonly licence?: string;
  readonly onProgress?: (phase: string, done: number, total: number) => void;
}

export interface EmbedReport {
  readonly name: string;
  readonly items: Readonly<Record<Side, number>>;
  readonly pairs: number;
  /** Lines of pairs that were left out, as they name an item that could not be read or is not there. */
  readonly unknown: number;
  readonly split: string;
  readonly skipped: readonly { readonly place: string; readonly reason: string }[];
}

/**
 * Encodes pictures and texts and makes a data set of them. A process that was ended goes on where it was when it is started again; the folder `out` is there whole
 * or not at all. Throws a `UserError` of kind `input` or `storage`.
 */
export async function embedDataset(out: string, options: EmbedOptions): Promise<EmbedReport> {
  refuseTaken(out);
  const { sides: opened, karpathy } = await openSides(options);
  const { place, table, columns } = await givenPairs(opened, options, options.pairs);
  const sideName = (side: Side): string =>
    options[side].name ?? nameFrom(basename(options[side].source).replace(/\.\w+$/, ''), side);
  const sides = { left: sideName('left'), right: sideName('right') };
  const pairsOf = (items: Readonly<Record<Side, SideItems>>, absent?: PairOptions['absent']) =>
    readPairs(table, items.left, items.right, {
      sides,
      ...options.pairOptions,
      columns: { ...options.pairOptions?.columns, ...columns },
      ...(absent === undefined ? {} : { absent }),
    });
  // What is wrong with ids and pairs is said before anything is encoded, which may take hours.
  await pairsOf({ left: itemsOf(options.left, opened.left), right: itemsOf(options.right, opened.right) });
  const workDir = join(dirname(resolve(out)), `.${basename(resolve(out))}.embedding`);
  const axes = await axesOf(opened, options);
  const encoded = {
    left: await encode('left', opened.left, axes, workDir, options),
    right: await encode('right', opened.right, axes, workDir, options),
  };
  const items = {
    left: itemsOf(options.left, opened.left, encoded.left.kept),
    right: itemsOf(options.right, opened.right, encoded.right.kept),
  };
  const skipped = (['left', 'right'] as const).flatMap((side) =>
    encoded[side].skipped.map(({ index, reason }) => ({ place: join(options[side].source, opened[side].ids[index]!), reason })),
  );
  const unread = (side: Side): Set<string> => new Set(encoded[side].skipped.map(({ index }) => opened[side].ids[index]!));
  const pairs = await pairsOf(items, { left: unread('left'), right: unread('right') });
  const { kind, division } =
    karpathy === undefined
      ? await dividedBy(options, place, items, pairs)
      : { kind: 'Karpathy', division: karpathy.divide(items) };
  const side = async (of: Side) => {
    const rows = itemRows(items[of], unitOf(of, items[of], division));
    const all: Item[] = Array.from({ length: rows.length }, (_, row) => rows.at(row)!);
    const features = inOrder(encoded[of], items[of]);
    return { name: sides[of], items: all, features, storage: 'F32' as const, backbone: await identified(options[of].backbone) };
  };
  const name = options.name ?? nameFrom(basename(out), 'data');
  await withStagedFolder(out, async (dir) =>
    writeDataset(dir, {
      name,
      version: '1',
      description: `Made of ${basename(options.left.source)} and ${basename(options.right.source)}.`,
      left: await side('left'),
      right: await side('right'),
      relevance: pairs.relevance,
      splits: division.splits,
      sources: [options.left.source, options.right.source].map((file) => ({
        name: basename(file),
        version: '',
        licence: options.licence ?? 'not stated',
        attribution: '',
      })),
    }),
  );
  await rm(workDir, { recursive: true, force: true });
  return {
    name,
    items: { left: items.left.count, right: items.right.count },
    pairs: pairs.relevance.columnOf.length,
    unknown: pairs.unknown,
    split: kind,
    skipped,
  };
}

/** Axes that tokens of both sides are stored along, where fewer values are asked for than the backbone gives. */
async function axesOf(
  opened: SidesToEmbed,
  { tokens, left, right, threads = 2, allowNetwork }: EmbedOptions,
): Promise<Axes | undefined> {
  if (tokens?.width === undefined) return undefined;
  const sides = [opened.left, opened.right].filter(({ inputs }) => inputs.kind === 'texts').map(({ texts }) => texts);
  if (sides.length === 2 && left.backbone !== right.backbone)
    throw refuse(
      right.backbone,
      'Tokens of two backbones share no axes, so they cannot be made narrower together.',
      'Leave out --token-width, or encode both sides with one backbone.',
    );
  const backbone = opened.left.inputs.kind === 'texts' ? left.backbone : right.backbone;
  return sides.length === 0 ? undefined : fitTokenAxes(backbone, sides, tokens.width, { threads, allowRemote: allowNetwork });
}

async function encode(
  side: Side,
  { ids, texts, inputs }: ToEmbed,
  axes: Axes | undefined,
  workDir: string,
  options: EmbedOptions,
): Promise<EncodedSide> {
  const { source, backbone } = options[side];
  const tokens = options.tokens !== undefined && inputs.kind === 'texts' ? { most: options.tokens.most, axes } : undefined;
  const facts =
    inputs.kind === 'texts' ? texts : ids.map((id) => [id, statSync(join(source, id), { throwIfNoEntry: false })?.size]);
  return encodeSide(inputs, {
    backbone,
    tokens,
    threads: options.threads ?? 2,
    allowNetwork: options.allowNetwork ?? false,
    workDir,
    side,
    plan: sha256(JSON.stringify([inputs.kind, tokens && options.tokens, await identified(backbone), ids, facts])),
    onProgress: (done, total) => options.onProgress?.(`encode ${side}`, done, total),
  });
}

const itemsOf = ({ source }: SideToEmbed, { ids, texts }: ToEmbed, kept: readonly number[] = [...ids.keys()]): SideItems =>
  listedItems(
    kept.map((index) => ids[index]!),
    source,
    { text: kept.map((index) => texts[index]!) },
  );

/** Feature rows in the order of the items. */
function inOrder({ features }: EncodedSide, { position, count }: SideItems): EncodedSide['features'] {
  if (position === undefined) return features;
  const from = new Uint32Array(count);
  for (const [row, to] of position.entries()) from[to] = row;
  return takeRows({ name: '', items: [], features }, from).features;
}

/** Name of a backbone, and the SHA-256 of its weights where it is a folder. */
async function identified(backbone: string): Promise<{ id: string; sha256?: string }> {
  const file = ['model.onnx', 'model_quantized.onnx']
    .map((name) => join(backbone, 'onnx', name))
    .find((path) => existsSync(path));
  return file === undefined ? { id: backbone } : { id: basename(resolve(backbone)), sha256: (await sha256File(file)).sha256 };
}
