import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors } from '../../src/files/safetensors.ts';
import { createRandom } from '../../src/random.ts';

/** A .npy file of float32 [rows, columns], as NumPy writes it. */
export function npy(rows: number, columns: number, data: Float32Array): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`.padEnd(117);
  const start = Buffer.concat([Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]), Buffer.from(`${text}\n`)]);
  return Buffer.concat([start, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

/** What a new user has: `users.npy`, `items.npy` and `items.safetensors` (linear images of a shared vector each, plus noise), and `clicks.csv`. */
export async function writeBrought(
  dir: string,
  count = 60,
): Promise<{ readonly left: Float32Array; readonly right: Float32Array }> {
  const random = createRandom(5);
  const normal = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  const latent = normal(count * 4);
  const image = (width: number): Float32Array => {
    const mixing = normal(4 * width);
    return Float32Array.from({ length: count * width }, (_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      let sum = 0.1 * random.normal();
      for (let k = 0; k < 4; k++) sum += latent[row * 4 + k]! * mixing[k * width + column]!;
      return sum;
    });
  };
  const [left, right] = [image(6), image(5)];
  await writeFile(join(dir, 'users.npy'), npy(count, 6, left));
  await writeFile(join(dir, 'items.npy'), npy(count, 5, right));
  await writeFile(join(dir, 'items.safetensors'), encodeSafetensors({ x: { dtype: 'F32', shape: [count, 5], data: right } }));
  const clicks = Array.from({ length: count }, (_, row) => [
    `${row},${row},1,${row}`,
    ...(row % 4 === 0 ? [`${row},${(row + 1) % count},3,${row}.5`] : []),
  ]);
  await writeFile(join(dir, 'clicks.csv'), `user,item,grade,time\n${clicks.flat().join('\n')}\n`);
  return { left, right };
}
