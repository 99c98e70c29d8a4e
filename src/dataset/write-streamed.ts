import { join } from 'node:path';
import { type FileFacts, writeLines } from '../files/growing-file.ts';
import { writeWhole } from '../files/whole-file.ts';
import type { FeatureShape, Relevance, Side, Split } from '../types.ts';
import { checkSplits } from './check-splits.ts';
import { itemLines } from './formats/jsonl.ts';
import { pairSplitLines, pairSplitsFile } from './formats/pair-splits.ts';
import { qrelLines } from './formats/qrels.ts';
import { splitLines } from './formats/splits.ts';
import type { ItemRows } from './item-rows.ts';
import { checkManifest, type DatasetManifest, manifestFile } from './manifest.ts';

/** A side whose features are in the folder already, as float32. */
export interface StreamedSide {
  readonly name: string;
  readonly items: ItemRows;
  readonly features: FeatureShape;
  readonly file: FileFacts;
  readonly backbone: DatasetManifest['sides'][Side]['backbone'];
}

export interface StreamedContents {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly left: StreamedSide;
  readonly right: StreamedSide;
  readonly relevance: Relevance;
  readonly splits: readonly (Split & { readonly description: string })[];
  readonly sources: DatasetManifest['sources'];
  /** Files that are in the folder already, by their path in it: pictures. */
  readonly files?: Readonly<Record<string, FileFacts>>;
}

/**
 * Completes a folder that holds `left.safetensors` and `right.safetensors`: items, right pairs, splits, and `dataset.json` last. No file is ever in memory as
 * a whole. What `loadDataset` would refuse is refused. Throws a `UserError` of kind `input` or `storage`.
 */
export async function writeStreamed(dir: string, contents: StreamedContents): Promise<DatasetManifest> {
  const { left, right, relevance, splits } = contents;
  checkSplits(splits, relevance, 'splits.tsv');
  const files: Record<string, FileFacts> = { ...contents.files, 'left.safetensors': left.file, 'right.safetensors': right.file };
  const write = async (name: string, lines: Iterable<string>): Promise<void> => {
    files[name] = await writeLines(join(dir, name), lines);
  };
  await write('left.jsonl', itemLines(left.items, `the ${left.name} items`));
  await write('right.jsonl', itemLines(right.items, `the ${right.name} items`));
  await write('qrels.tsv', qrelLines(left.items, right.items, relevance));
  await write('splits.tsv', splitLines(splits, left.items, right.items));
  if (splits.some(({ pairs }) => pairs !== undefined))
    await write(pairSplitsFile, pairSplitLines(splits, left.items, right.items, relevance));
  const manifest = checkManifest(
    {
      format: 'matchbench-dataset',
      formatVersion: 1,
      name: contents.name,
      version: contents.version,
      description: contents.description,
      sides: { left: sideManifest(left), right: sideManifest(right) },
      splits: splits.map(({ name, description }) => ({ name, description })),
      sources: contents.sources,
      files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    manifestFile,
  );
  await writeWhole(join(dir, manifestFile), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

const sideManifest = ({ name, items, features, backbone }: StreamedSide): DatasetManifest['sides'][Side] => ({
  name,
  count: items.length,
  features: { ...features, storage: 'F32' },
  backbone,
});
