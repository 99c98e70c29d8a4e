import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Values of an item that are kept: what a run over them does is the same, and a regression on them is soon done. */
const widest = 96;

const emoji = fileURLToPath(new URL('../../data/emoji', import.meta.url));

/**
 * Writes the first families of the embedded pictures and texts as a data set of its own, `slice`: the start of real features, small enough that a run over
 * them takes seconds. Splits keep their names and parts.
 *
 * @param {string} compiled folder of the compiled sources
 * @param {string} folder where the data set goes
 * @param {number} families
 */
export async function writeEmojiSlice(compiled, folder, families) {
  /** @type {<T>(path: string) => Promise<T>} */
  const load = (path) => import(pathToFileURL(join(compiled, path)).href);
  const { loadDataset } = await /** @type {Promise<typeof import('../../src/dataset/load.ts')>} */ (load('dataset/load.js'));
  const { writeDataset } = await /** @type {Promise<typeof import('../../src/dataset/write.ts')>} */ (load('dataset/write.js'));
  const { relevanceFromPairs } = await /** @type {Promise<typeof import('../../src/dataset/relevance.ts')>} */ (
    load('dataset/relevance.js')
  );
  const whole = await loadDataset(emoji);
  const units = [...new Set(whole.left.items.map(({ unit }) => unit))].sort().slice(0, families);
  const kept = new Set(units);
  /** @param {import('../../src/types.ts').SideData} side */
  const cut = ({ name, items, features }) => {
    const rows = items.flatMap(({ unit }, row) => (kept.has(unit) ? [row] : []));
    const { columns: all, data } = features.global;
    const columns = Math.min(all, widest);
    const global = { rows: rows.length, columns, data: new Float32Array(rows.length * columns) };
    for (const [i, row] of rows.entries()) global.data.set(data.subarray(row * all, row * all + columns), i * columns);
    // The pictures stay where they are: only their features are used.
    const described = rows.map((row) => ({ id: items[row].id, unit: items[row].unit, text: items[row].text ?? items[row].id }));
    const storage = /** @type {const} */ ('F32');
    return { rows, side: { name, items: described, features: { global }, storage, backbone: { id: 'emoji' } } };
  };
  const [left, right] = [cut(whole.left), cut(whole.right)];
  const columnOf = new Map(right.rows.map((row, i) => [row, i]));
  const { offsets, columnOf: answers, grades } = whole.relevance;
  const pairs = left.rows.flatMap((from, row) => {
    const found = [];
    for (let at = offsets[from]; at < offsets[from + 1]; at++) {
      const column = columnOf.get(answers[at]);
      if (column !== undefined) found.push({ row, column, grade: grades[at] });
    }
    return found;
  });
  await writeDataset(folder, {
    name: 'slice',
    version: '1',
    description: `The first ${families} families of emoji.`,
    left: left.side,
    right: right.side,
    relevance: relevanceFromPairs(left.rows.length, right.rows.length, pairs),
    splits: whole.splits.map((split) => ({
      name: split.name,
      description: 'as in emoji',
      left: Uint8Array.from(left.rows, (row) => split.left[row]),
      right: Uint8Array.from(right.rows, (row) => split.right[row]),
    })),
    sources: [],
  });
}
