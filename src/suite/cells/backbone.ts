import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { readManifest } from '../../dataset/read-folder.ts';
import { openImageBackbone, openTextBackbone } from '../../features/backbone.ts';
import { decodePicture, encodeWebp, type Pixels } from '../../features/picture.ts';
import { cutTile, pictureAddress } from '../../features/tile.ts';
import { timeCalls } from '../../measuring/calls.ts';
import { createRandom } from '../../random.ts';
import type { SampleSeries } from '../../record.ts';
import type { Device, Direction, Item, Warning } from '../../types.ts';
import type { CellRun, SplitKey } from '../cell.ts';
import { backbonePath } from '../installation.ts';
import { querySide } from '../planning/layout.ts';
import { bounds, type LatencyBudget } from './latency.ts';
import { noiseNoted } from './noise-noted.ts';

export interface BackboneCell extends LatencyBudget {
  readonly directions: readonly Direction[];
  readonly threads: number;
  readonly device: Device;
}

/** Times the frozen backbones on the pictures and texts that ask: from the bytes of a picture, or a text, to features. */
export const run: CellRun<BackboneCell, SplitKey> = noiseNoted(async ({ key, settings: cell }, context) => {
  const { dataset: name, split } = key;
  const folder = context.dataset(name);
  const { manifest } = await readManifest(folder);
  const part = takePart(await loadDataset(folder), split, 'test');
  const samples: SampleSeries[] = [];
  const warnings: Warning[] = [];
  for (const [i, direction] of cell.directions.entries()) {
    context.progress(i / cell.directions.length, direction);
    const side = querySide(direction);
    const { id } = manifest.sides[side].backbone;
    const network = backbonePath(id);
    const items = createRandom(0)
      .shuffle([...part[side].items])
      .slice(0, cell.queries);
    const encoder = network === undefined ? undefined : await openEncoder(network, items, folder, cell.threads);
    if (encoder === undefined) {
      warnings.push(notTimed(name, direction, id, network !== undefined));
      continue;
    }
    const timed = await timeCalls((call) => encoder.encode(call % items.length), bounds(cell));
    await encoder.close();
    const [leftCount, rightCount] = [part.left.items.length, part.right.items.length];
    const seriesKey = { direction, dataset: name, split, device: 'cpu', leftCount, rightCount } as const;
    samples.push({ name: 'encode backbone', unit: 'ms', key: seriesKey, values: timed.ms });
    warnings.push(...timed.warnings);
  }
  return { samples, warnings, details: { threads: cell.threads } };
});

interface Encoder {
  encode(item: number): Promise<unknown>;
  close(): Promise<void>;
}

/** Undefined where the items have neither a text nor a picture each. */
async function openEncoder(
  network: string,
  items: readonly Item[],
  folder: string,
  threads: number,
): Promise<Encoder | undefined> {
  if (items.every(({ text }) => text !== undefined)) {
    const backbone = await openTextBackbone(network, { threads });
    return { encode: (item) => backbone.encode([items[item]!.text!]), close: () => backbone.close() };
  }
  if (!items.every(({ picture }) => picture !== undefined)) return undefined;
  const pictures = await readPictures(items, folder);
  const backbone = await openImageBackbone(network, { threads });
  return { encode: (item) => backbone.encode([pictures[item]!]), close: () => backbone.close() };
}

/** Each item's picture as a file of its own, as a query would come. */
async function readPictures(items: readonly Item[], folder: string): Promise<Uint8Array[]> {
  const sheets = new Map<string, Pixels>();
  const pictures: Uint8Array[] = [];
  for (const { picture } of items) {
    const { file, tile } = pictureAddress(picture!);
    const bytes = sheets.has(file) && tile !== undefined ? undefined : await readFile(join(folder, file));
    if (tile === undefined) {
      pictures.push(bytes!);
      continue;
    }
    if (bytes !== undefined) sheets.set(file, await decodePicture(bytes));
    pictures.push(await encodeWebp(cutTile(sheets.get(file)!, tile), quality));
  }
  return pictures;
}

const quality = 90;

const notTimed = (name: string, direction: Direction, id: string, isThere: boolean): Warning => ({
  code: 'backbone',
  message: `Encoding the queries of ${name}, ${direction}, by ${id} was not timed: ${isThere ? 'not every item has a text, or a picture' : 'it is not in models/'}.`,
  remedy: isThere ? 'Give every item its text or picture.' : 'Put the backbone into models/, or leave serving.backbone out.',
});
