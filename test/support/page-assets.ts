import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePage } from '../../scripts/setup/bundle-page.mjs';
import type { PageAssets } from '../../src/report/page/page-assets.ts';

const root = join(import.meta.dirname, '..', '..');

/** Script and style sheet of the page, bundled from the sources as they are. */
export async function freshPageAssets(): Promise<PageAssets> {
  await mkdir(join(root, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(root, '.cache', 'page-'));
  await bundlePage(root, folder);
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const assets = { script: await read('page-script.js'), style: await read('page-style.css') };
  await rm(folder, { recursive: true });
  return assets;
}
