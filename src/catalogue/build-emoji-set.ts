import { join } from 'node:path';
import { writeDataset } from '../dataset/write.ts';
import { openImageBackbone, openTextBackbone } from '../features/backbone.ts';
import type { Matrix } from '../types.ts';
import { identify, imageBackbone, textBackbone } from './backbones.ts';
import type { BuildOptions } from './build-options.ts';
import { assembleEmojiSet, type EmojiSet, type EmojiSetDefinition } from './emoji-set.ts';
import { fetchPackages } from './packages.ts';
import { encodeSheets } from './sheets.ts';
import { type SourceName, sources } from './sources.ts';

/** Tiles are looked at, not learnt from. */
const webpQuality = 60;

/** Builds an emoji data set into a folder. The same machine gives the same bytes again, but for floating point inside the backbones. */
export async function buildEmojiSet(definition: EmojiSetDefinition, outDir: string, options: BuildOptions): Promise<void> {
  const { modelsDir, cacheDir, storage = 'I8', onProgress } = options;
  onProgress?.('fetch', 0, 1);
  const packages = await fetchPackages(cacheDir);
  onProgress?.('fetch', 1, 1);
  const set = await assembleEmojiSet(definition, packages, (done, total) => onProgress?.('render', done, total));
  const { pictures, texts } = await encodeEmojiSet(set, options);
  onProgress?.('write', 0, 1);
  const used: readonly SourceName[] = [...definition.vendors, 'emojibase', 'emojilib', 'gemoji'];
  await writeDataset(outDir, {
    name: definition.name,
    version: definition.version,
    description: definition.description,
    left: {
      name: 'image',
      items: set.pictures,
      features: { global: pictures },
      storage,
      backbone: await identify(modelsDir, imageBackbone),
    },
    right: {
      name: 'text',
      items: set.texts,
      features: { global: texts },
      storage,
      backbone: await identify(modelsDir, textBackbone),
    },
    relevance: set.relevance,
    splits: set.splits,
    sources: used.map((name) => {
      const { package: id, version, licence, attribution, url } = sources[name];
      return { name: id, version, licence, attribution: `${attribution}, ${url}` };
    }),
    files: Object.fromEntries(await encodeSheets(set.tiles, webpQuality)),
  });
  onProgress?.('write', 1, 1);
}

/** The features of a set's pictures and texts, row by row. */
async function encodeEmojiSet(
  set: EmojiSet,
  { modelsDir, threads, onProgress }: BuildOptions,
): Promise<{ readonly pictures: Matrix; readonly texts: Matrix }> {
  const images = await openImageBackbone(join(modelsDir, imageBackbone.id), { threads });
  const pictures = await images.encode(set.drawings, {
    onProgress: (done, total) => onProgress?.('encode pictures', done, total),
  });
  await images.close();
  const sentences = await openTextBackbone(join(modelsDir, textBackbone.id), { threads });
  const texts = await sentences.encode(
    set.texts.map(({ text }) => text!),
    { onProgress: (done, total) => onProgress?.('encode texts', done, total) },
  );
  await sentences.close();
  return { pictures, texts };
}
