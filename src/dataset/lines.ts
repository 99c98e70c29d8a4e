import { withPlainFile } from '../files/plain-file.ts';
import { refusal } from './refusal.ts';

const chunkBytes = 1 << 16;
const longestLineBytes = 1 << 20;
const lineFeed = 10;

/**
 * Calls `visit` with every line (without its line feed) and its place, `file:line`. Memory is bounded by the longest line allowed, 1 MiB. `pause` is awaited
 * after every piece of the file, for a visitor that has something to wait for.
 * Refuses what is not UTF-8, a byte order mark, carriage returns and empty lines. Throws a `UserError` of kind `input` or `storage`.
 */
export async function forEachLine(
  path: string,
  visit: (line: string, place: string) => void,
  pause?: () => Promise<void>,
): Promise<void> {
  let number = 0;
  const take = (bytes: Uint8Array): void => {
    const place = `${path}:${++number}`;
    visit(lineOf(bytes, number, place), place);
  };

  await withPlainFile(path, async (file) => {
    const chunk = new Uint8Array(chunkBytes);
    let pieces: Uint8Array[] = [];
    let pending = 0;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes);
      if (bytesRead === 0) break;
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1 && end < bytesRead; end = chunk.indexOf(lineFeed, start)) {
        const rest = chunk.subarray(start, end);
        take(pending === 0 ? rest : Buffer.concat([...pieces, rest]));
        pieces = [];
        pending = 0;
        start = end + 1;
      }
      await pause?.();
      if (start < bytesRead) {
        // The chunk is reused, so what is left over is copied.
        pieces.push(chunk.slice(start, bytesRead));
        pending += bytesRead - start;
        if (pending > longestLineBytes) throw tooLong(`${path}:${number + 1}`);
      }
    }
    if (pending > 0) take(Buffer.concat(pieces));
  });
}

/** The first line, or nothing of an empty file. Throws like `forEachLine`. */
export async function firstLine(path: string): Promise<string | undefined> {
  return withPlainFile(path, async (file) => {
    const bytes = new Uint8Array(longestLineBytes + 1);
    let filled = 0;
    for (let end = -1; end < 0 && filled < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      end = bytes.subarray(0, filled + bytesRead).indexOf(lineFeed, filled);
      filled = end < 0 ? filled + bytesRead : end;
    }
    return filled === 0 && bytes[0] !== lineFeed ? undefined : lineOf(bytes.subarray(0, filled), 1, `${path}:1`);
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function lineOf(bytes: Uint8Array, number: number, place: string): string {
  if (bytes.length > longestLineBytes) throw tooLong(place);
  let line: string;
  try {
    line = decoder.decode(bytes);
  } catch {
    throw refusal(place, 'The line is not UTF-8.');
  }
  if (line === '') throw refusal(place, 'The line is empty.');
  if (number === 1 && line.startsWith('\ufeff'))
    throw refusal(place, 'The file starts with a byte order mark.', 'Write it as UTF-8 without a mark.');
  if (line.endsWith('\r')) throw refusal(place, 'The line ends with a carriage return.', 'Write the file with line feeds only.');
  return line;
}

const tooLong = (place: string): Error => refusal(place, `The line is longer than ${longestLineBytes} bytes.`);
