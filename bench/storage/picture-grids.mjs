import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConcepts } from '../../dist/catalogue/concepts.js';
import { readShortcodes } from '../../dist/catalogue/descriptions.js';
import { emoji } from '../../dist/catalogue/emoji.js';
import { fetchPackages } from '../../dist/catalogue/packages.js';
import { readDrawings } from '../../dist/catalogue/vendors.js';
import { renderPicture } from '../../dist/features/picture.js';
import { openSession } from '../../dist/runtime/session.js';

const batchSize = 8;

/** The drawings of pictures of the emoji set, by their ids. */
export async function drawingsOf(ids, cacheDir) {
  const packages = await fetchPackages(cacheDir);
  const concepts = (await readConcepts(packages)).filter(emoji.includes);
  const drawings = await readDrawings(packages, emoji.vendors, concepts, await readShortcodes(packages));
  const byId = new Map(drawings.map(({ vendor, concept, svg }) => [`${vendor}/${concept}`, svg]));
  return ids.map((id) => {
    const svg = byId.get(id);
    if (svg === undefined) throw new Error(`there is no drawing of ${id}: the data set is of other packages`);
    return svg;
  });
}

/**
 * The image backbone's map of every drawing, averaged over a grid of areas for each grid size: `[N, size², width]`. `globals` are the committed vectors: the mean of the map
 * has to be the same but for their rounding, or the preparation of pictures is another one.
 */
export async function encodeGrids(folder, drawings, globals, sizes, { threads, onProgress }) {
  const settings = JSON.parse(await readFile(join(folder, 'preprocessor_config.json'), 'utf8'));
  const session = await openSession(join(folder, 'onnx', 'model.onnx'), { device: 'cpu', threads });
  const width = globals.columns;
  const grids = sizes.map((size) => ({ size, data: new Float32Array(drawings.length * size * size * width) }));
  for (let start = 0; start < drawings.length; start += batchSize) {
    const pictures = await Promise.all(drawings.slice(start, start + batchSize).map((svg) => renderPicture(svg)));
    const outputs = await session.run({ pixel_values: prepared(pictures, settings) });
    const { dims, data } = outputs.last_hidden_state;
    for (let i = 0; i < pictures.length; i++) {
      const map = data.subarray(i * width * dims[2] * dims[3], (i + 1) * width * dims[2] * dims[3]);
      requireMean(map, width, globals.data.subarray((start + i) * width, (start + i + 1) * width));
      for (const grid of grids) averageAreas(map, width, dims[2], grid, start + i);
    }
    onProgress?.(start + pictures.length, drawings.length);
  }
  await session.close();
  return grids;
}

/** Pictures as the backbone takes them: `[B, 3, height, width]`. */
function prepared(pictures, { rescale_factor: factor, image_mean: mean, image_std: deviation }) {
  const { width, height } = pictures[0];
  const area = width * height;
  const data = new Float32Array(pictures.length * 3 * area);
  for (const [i, picture] of pictures.entries()) {
    for (let at = 0; at < area; at++) {
      for (let channel = 0; channel < 3; channel++)
        data[(3 * i + channel) * area + at] = (picture.data[3 * at + channel] * factor - mean[channel]) / deviation[channel];
    }
  }
  return { dims: [pictures.length, 3, height, width], data };
}

/** Means over areas that share a row or column of the map where its side is no multiple of the grid's. */
function averageAreas(map, width, side, { size, data }, item) {
  const from = (k) => Math.floor((k * side) / size);
  const to = (k) => Math.ceil(((k + 1) * side) / size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const place = ((item * size + row) * size + column) * width;
      const count = (to(row) - from(row)) * (to(column) - from(column));
      for (let channel = 0; channel < width; channel++) {
        let sum = 0;
        for (let y = from(row); y < to(row); y++)
          for (let x = from(column); x < to(column); x++) sum += map[(channel * side + y) * side + x];
        data[place + channel] = sum / count;
      }
    }
  }
}

/** Cosine with what is committed, which is rounded to 8 bits a column. */
function requireMean(map, width, committed) {
  const area = map.length / width;
  let [product, own, other] = [0, 0, 0];
  for (let channel = 0; channel < width; channel++) {
    let sum = 0;
    for (let at = 0; at < area; at++) sum += map[channel * area + at];
    product += (sum / area) * committed[channel];
    own += (sum / area) ** 2;
    other += committed[channel] ** 2;
  }
  const cosine = product / Math.sqrt(own * other);
  if (!(cosine > 0.99)) throw new Error(`the mean of a picture's map has cosine ${cosine} with its committed vector`);
}
