import { join } from 'node:path';
import { writeDataset } from '../dataset/write.ts';
import { openTextBackbone } from '../features/backbone.ts';
import { type Axes, principalAxes, projectTokens } from '../features/principal-axes.ts';
import type { Features, Item } from '../types.ts';
import { identify, textBackbone } from './backbones.ts';
import type { BuildOptions } from './build-options.ts';
import { assembleCombinations, combinations, isOfCrowd } from './combinations.ts';

/** Values a token; data/README.md says what was measured. */
const tokenWidth = 96;

/**
 * Builds the combinations into a folder, from our word lists and the text backbone alone. The same machine gives the same bytes again, but for
 * floating point inside the backbone.
 */
export async function buildCombinations(outDir: string, options: BuildOptions): Promise<void> {
  const { modelsDir, storage = 'I8', onProgress } = options;
  const { questions, people, relevance, splits } = assembleCombinations();
  const raw = await encode([questions, people], options);
  onProgress?.('write', 0, 1);
  const axes = storage === 'F32' ? undefined : fitTokenAxes([questions, people], raw, tokenWidth);
  const [asked, told] = raw.map((features) => withTokensAlong(features, axes)) as [Features, Features];
  const backbone = await identify(modelsDir, textBackbone);
  await writeDataset(outDir, {
    ...combinations,
    left: { name: 'question', items: questions, features: asked, storage, backbone },
    right: { name: 'person', items: people, features: told, storage, backbone },
    relevance,
    splits,
    sources: [
      {
        name: 'matchbench word lists',
        version: combinations.version,
        licence: 'Apache-2.0',
        attribution:
          'the matchbench authors; src/catalogue/combination-words.ts. The idea is LIMIT, arXiv 2508.21038; none of its texts is used',
      },
    ],
  });
  onProgress?.('write', 1, 1);
}

/** The features of each side's texts, tokens as wide as the backbone gives them. */
async function encode(
  sides: readonly (readonly Item[])[],
  { modelsDir, threads, onProgress }: BuildOptions,
): Promise<Features[]> {
  const sentences = await openTextBackbone(join(modelsDir, textBackbone.id), { threads });
  const total = sides.reduce((sum, items) => sum + items.length, 0);
  const features: Features[] = [];
  let before = 0;
  for (const items of sides) {
    const texts = items.map(({ text }) => text!);
    const start = before;
    features.push(
      await sentences.encodeTokens(texts, { onProgress: (done) => onProgress?.('encode texts', start + done, total) }),
    );
    before += items.length;
  }
  await sentences.close();
  return features;
}

/** The axes that serve the tokens of the crowd best, both sides' together, so that their inner products stay. */
export function fitTokenAxes(sides: readonly (readonly Item[])[], features: readonly Features[], count: number): Axes {
  const width = features[0]!.tokens!.width;
  const rows = sides.flatMap((items, side) => {
    const { tokens, data, mask } = features[side]!.tokens!;
    return items.flatMap((item, row) =>
      isOfCrowd(item)
        ? Array.from({ length: tokens }, (_, token) => row * tokens + token)
            .filter((at) => mask[at] === 1)
            .map((at) => data.subarray(at * width, (at + 1) * width))
        : [],
    );
  });
  const fitted = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries()) fitted.set(row, at * width);
  return principalAxes(fitted, width, count);
}

const withTokensAlong = ({ global, tokens }: Features, axes: Axes | undefined): Features => ({
  global,
  tokens: axes === undefined ? tokens! : projectTokens(tokens!, axes),
});
