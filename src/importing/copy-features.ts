import { counted } from '../counted.ts';
import { createFeatureFile } from '../dataset/feature-writer.ts';
import { shown } from '../errors.ts';
import type { FileFacts } from '../files/growing-file.ts';
import type { FeatureSource } from './feature-source.ts';
import { readMask, type TokenSource } from './open-tokens.ts';
import { listed, refuse } from './refuse.ts';
import type { SideItems } from './side-items.ts';

const exponent = 0x7f800000;

/** Whether a NaN or an infinity is among the numbers: all bits of the exponent are set in those alone. */
function hasUnbounded(data: Float32Array<ArrayBuffer>): boolean {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  let found = 0;
  for (let i = 0; i < bits.length; i++) found |= (bits[i]! & exponent) === exponent ? 1 : 0;
  return found === 1;
}

/**
 * Copies features into a data set, each row where its item stands; of tokens that an item has not, zeros. Refuses NaN and infinity: the first ten such rows are
 * listed. Throws a `UserError`.
 */
export async function copyFeatures(
  source: FeatureSource,
  tokens: TokenSource | undefined,
  items: SideItems,
  path: string,
  onProgress?: (done: number, total: number) => void,
): Promise<FileFacts> {
  const { rows, columns } = source;
  const shape = { width: columns, ...(tokens === undefined ? {} : { tokens: { count: tokens.count, width: tokens.width } }) };
  const mask = tokens === undefined ? undefined : await readMask(tokens);
  const file = await createFeatureFile(path, rows, shape, items.position);
  try {
    await copyRows(source, items, (start, data) => file.write('global', start, data), onProgress);
    if (tokens !== undefined) {
      const { count, width } = tokens;
      await copyRows(
        tokens.vectors,
        items,
        (start, data) => file.write('tokens', start, data),
        onProgress,
        (start, data) => {
          for (let at = 0; at < data.length / width; at++)
            if (mask![start * count + at] === 0) data.fill(0, at * width, (at + 1) * width);
        },
      );
      await file.write('mask', 0, mask!);
    }
    return await file.close();
  } catch (error) {
    await file.abandon().catch(() => {});
    throw error;
  }
}

/** Hands on all rows of a source. `prepare` may change a block before it is looked at. */
async function copyRows(
  { path, rows, columns, forEachBlock }: FeatureSource,
  { idOf, position }: SideItems,
  write: (start: number, data: Float32Array) => Promise<void>,
  onProgress?: (done: number, total: number) => void,
  prepare?: (start: number, data: Float32Array) => void,
): Promise<void> {
  const bad: string[] = [];
  let [badCount, copied] = [0, 0];
  await forEachBlock(async ({ start, rows: count, data }) => {
    prepare?.(start, data);
    if (hasUnbounded(data)) {
      for (let i = 0; i < count; i++) {
        if (!hasUnbounded(data.subarray(i * columns, (i + 1) * columns))) continue;
        badCount++;
        if (bad.length < 10) bad.push(`${start + i} (${shown(idOf(position?.[start + i] ?? start + i))})`);
      }
    }
    if (badCount === 0) await write(start, data);
    copied += count;
    onProgress?.(copied, rows);
  });
  if (badCount > 0)
    throw refuse(
      path,
      `${counted(badCount, 'row has', 'rows have')} NaN or infinity among their values: ${listed(badCount, bad)}.`,
      'Compute the features of these items again, or leave them out.',
    );
  if (copied !== rows)
    throw refuse(path, `The file has ${counted(copied, 'row')} where its header says ${rows}.`, 'Write the file again.');
}
