import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDataset } from '../dataset/write.ts';
import { sha256 } from '../files/sha256.ts';
import { encodeSide } from '../importing/encode-side.ts';
import { fitTokenAxes } from '../importing/token-axes.ts';
import type { Features, Item } from '../types.ts';
import { identify, textBackbone } from './backbones.ts';
import type { BuildOptions } from './build-options.ts';
import { assembleDebian, type DebianDefinition } from './debian.ts';
import { type DebianList, debianLists, hashOfLists } from './debian-lists.ts';
import { type LeftOut, readDebianPackages } from './debian-packages.ts';

export const debianSets: readonly DebianDefinition[] = [
  {
    name: 'debian',
    description: 'Debian packages: one-line synopses ↔ long descriptions, 20,000 of them, with token features.',
    documents: 20_000,
    folds: 16,
    // A pair costs the product of both: few synopses have more than 24 tokens.
    tokens: { most: { left: 24, right: 96 }, width: 96 },
  },
  {
    name: 'debian-60k',
    description: 'Debian packages: one-line synopses ↔ long descriptions, all of them, one vector a text.',
    folds: 48,
  },
];

/** Builds one of the sets from the lists of this system or those of the user; encoding goes on where an earlier process was ended. */
export async function buildDebian(definition: DebianDefinition, outDir: string, options: BuildOptions): Promise<void> {
  const { modelsDir, cacheDir, onProgress, from, storage = 'I8' } = options;
  const backbone = await identify(modelsDir, textBackbone);
  onProgress?.('fetch', 0, 1);
  const lists = await debianLists(from);
  const { packages, leftOut } = readDebianPackages(lists);
  const set = assembleDebian(definition, packages);
  onProgress?.('fetch', 1, 1);
  const workDir = join(cacheDir, `${definition.name}.embedding`);
  const encoded = await encodeBoth(definition, [set.synopses, set.descriptions], backbone.sha256, workDir, options);
  onProgress?.('write', 0, 1);
  const side = (name: string, items: readonly Item[], features: Features) => ({ name, items, features, storage, backbone });
  await writeDataset(outDir, {
    name: definition.name,
    version: versionOf(lists),
    description: `${definition.description} ${packages.length} packages; ${toldOf(leftOut)}.`,
    left: side('synopsis', set.synopses, encoded[0]!),
    right: side('description', set.descriptions, encoded[1]!),
    relevance: set.relevance,
    splits: set.splits,
    sources: lists.map(({ name, date, sha256: hash }) => ({
      name,
      version: `${date}, SHA-256 ${hash} when uncompressed`,
      licence: 'as the packages: each description is under the terms of its package (debian.org/legal/licenses)',
      attribution: 'the maintainers of the Debian packages',
    })),
  });
  await rm(workDir, { recursive: true, force: true });
  onProgress?.('write', 1, 1);
}

/** Reports print the version of a data set beside its hash: lists differ from machine to machine and from day to day. */
function versionOf(lists: readonly DebianList[]): string {
  const date = lists
    .map((list) => list.date)
    .sort()
    .at(-1);
  return `1.0.0 of the package lists of ${date}, SHA-256 ${hashOfLists(lists)}`;
}

const toldOf = ({ damaged, undescribed, transitional }: LeftOut): string =>
  `left out: ${damaged} damaged, ${undescribed} without a long description, ${transitional} transitional`;

async function encodeBoth(
  { tokens }: DebianDefinition,
  sides: readonly (readonly Item[])[],
  backboneHash: string,
  workDir: string,
  { modelsDir, threads, onProgress }: BuildOptions,
): Promise<Features[]> {
  const backbone = join(modelsDir, textBackbone.id);
  const texts = sides.map((items) => items.map(({ text }) => text!));
  const axes = tokens?.width === undefined ? undefined : await fitTokenAxes(backbone, texts, tokens.width, { threads });
  const encoded: Features[] = [];
  for (const [i, side] of (['left', 'right'] as const).entries()) {
    const { features } = await encodeSide(
      { kind: 'texts', texts: texts[i]! },
      {
        backbone,
        tokens: tokens && { most: tokens.most[side], axes },
        threads,
        allowNetwork: false,
        workDir,
        side,
        plan: sha256(JSON.stringify([tokens, backboneHash, texts[i]])),
        onProgress: (done, total) => onProgress?.(`encode ${side}`, done, total),
      },
    );
    encoded.push(features);
  }
  return encoded;
}
