import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { About } from '../browser/playground/exchange.ts';
import { manifestFile } from '../dataset/manifest.ts';
import { readManifest } from '../dataset/read-folder.ts';
import { UserError } from '../errors.ts';
import type { Side } from '../types.ts';
import { createApp } from './app.ts';
import type { ChosenModels } from './chosen-models.ts';
import { type Collection, openDataset, openKept } from './collection.ts';
import { openFreeEncoders } from './free-query.ts';
import { listen, loopbackHosts } from './listen.ts';
import { openMatcher } from './matcher.ts';
import { type PageFiles, readPageFiles } from './page-files.ts';
import { limits } from './query.ts';

export interface PlaygroundOptions {
  readonly models: ChosenModels;
  /** Folders where the data set of the models may lie; the first that has its very bytes is taken, else what the run keeps. */
  readonly datasetFolders: readonly string[];
  /** The folder that somebody named: refused where it holds another data set. */
  readonly dataFolder?: string;
  /** Told what a person should know before the page is asked. */
  readonly say?: (line: string) => void;
  /** Pretrained networks that come with matchbench. */
  readonly modelsDir?: string;
  readonly threads: number;
  /** Default: any that is free. */
  readonly port?: number;
  /** Default: as set-up bundled it. */
  readonly page?: PageFiles;
}

export interface Playground {
  /** With the token: who has it may ask. */
  readonly url: string;
  readonly about: About;
  close(): Promise<void>;
}

/** Opens models, data and backbones, and serves the page on the loopback address. Throws a `UserError`. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { models, threads, modelsDir, port = 0, page = readPageFiles() } = options;
  const collection = await openCollection(options);
  const matcher = await openMatcher(models, collection, threads);
  const encoders = await openFreeEncoders(collection.manifest, matcher.models, modelsDir, threads);
  const closeAll = async (): Promise<void> => {
    for (const encoder of Object.values(encoders)) await encoder.close();
    await matcher.close();
  };
  const factsOf = (side: Side) => {
    const { name, count } = collection.sides[side];
    const free = encoders[side]?.kind;
    return { name, count, ...(free === undefined ? {} : { free }) };
  };
  const about: About = {
    source: models.source,
    dataset: models.dataset.name,
    split: models.split,
    sides: { left: factsOf('left'), right: factsOf('right') },
    strategies: matcher.facts,
    limits: { textCharacters: limits.textCharacters, pictureBytes: limits.pictureBytes },
  };
  const token = randomBytes(24).toString('base64url');
  let hosts: readonly string[] = [];
  const app = createApp({ token, hosts: () => hosts, about, collection, matcher, encoders, page });
  try {
    const listening = await listen(app, port);
    hosts = loopbackHosts(listening.port);
    return {
      url: `http://${hosts[0]}/${token}/`,
      about,
      async close() {
        await listening.close();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function openCollection({ models, datasetFolders, dataFolder, say }: PlaygroundOptions): Promise<Collection> {
  const { name, version, hash } = models.dataset;
  if (dataFolder !== undefined) {
    const { manifest, hash: found } = await readManifest(dataFolder);
    if (found === hash) return openDataset(dataFolder, models.split);
    throw new UserError(
      'input',
      `This is the data set ${manifest.name} ${manifest.version}, not the one of the run: ${name} ${version}, or another state of it.`,
      { place: dataFolder, remedy: 'Name the folder that the run was made of, or run the suite again on this one.' },
    );
  }
  for (const folder of datasetFolders) {
    if (!existsSync(join(folder, manifestFile))) continue;
    if ((await readManifest(folder)).hash === hash) return openDataset(folder, models.split);
  }
  const kept = await openKept(models);
  say?.(
    `the data set ${name} ${version} of the run was not found: items are shown by their ids alone; name its folder with --data`,
  );
  return kept;
}
