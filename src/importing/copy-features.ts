import { createFeatureFile } from '../dataset/feature-writer.ts';
import { shown } from '../errors.ts';
import type { FileFacts } from '../files/growing-file.ts';
import type { FeatureSource } from './feature-source.ts';
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

/** Copies features into a data set, each row where its item stands. Refuses NaN and infinity: the first ten such rows are listed. Throws a `UserError`. */
export async function copyFeatures(
  source: FeatureSource,
  items: SideItems,
  path: string,
  onProgress?: (done: number, total: number) => void,
): Promise<FileFacts> {
  const { rows, columns, position } = { ...source, position: items.position };
  const file = await createFeatureFile(path, rows, columns, position);
  const bad: string[] = [];
  let [badCount, copied] = [0, 0];
  try {
    await source.forEachBlock(async ({ start, rows: count, data }) => {
      if (hasUnbounded(data)) {
        for (let i = 0; i < count; i++) {
          if (!hasUnbounded(data.subarray(i * columns, (i + 1) * columns))) continue;
          badCount++;
          if (bad.length < 10) bad.push(`${start + i} (${shown(items.idOf(position?.[start + i] ?? start + i))})`);
        }
      }
      if (badCount === 0) await file.write(start, data);
      copied += count;
      onProgress?.(copied, rows);
    });
    if (badCount > 0)
      throw refuse(
        source.path,
        `${badCount} rows have NaN or infinity among their values: ${listed(badCount, bad)}.`,
        'Compute the features of these items again, or leave them out.',
      );
    if (copied !== rows)
      throw refuse(source.path, `The file has ${copied} rows where its header says ${rows}.`, 'Write the file again.');
    return await file.close();
  } catch (error) {
    await file.abandon().catch(() => {});
    throw error;
  }
}
