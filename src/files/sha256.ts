import { createHash } from 'node:crypto';
import { withPlainFile } from './plain-file.ts';

const chunkBytes = 1 << 20;

/** Lower-case hexadecimal SHA-256 of bytes or of a text in UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Lower-case hexadecimal SHA-256 of a file, read in chunks, and the number of bytes read. Throws as `withPlainFile`. */
export async function sha256File(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(chunkBytes);
  let bytes = 0;
  await withPlainFile(path, async (file) => {
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  });
  return { sha256: hash.digest('hex'), bytes };
}
