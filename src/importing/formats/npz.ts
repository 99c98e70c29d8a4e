import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { counted } from '../../counted.ts';
import { UserError } from '../../errors.ts';
import { withPlainFile } from '../../files/plain-file.ts';
import { endless, truncated } from '../../files/truncated.ts';
import { type ArrayKind, featureKind } from '../array-kind.ts';
import { elementTypes } from '../element-types.ts';
import { blockRows, type FeatureSource, type SourceOptions } from '../feature-source.ts';
import { refuse, writeAgain } from '../refuse.ts';
import { longestHeader, type NpyHeader, parseNpyHeader } from './npy-header.ts';
import { chosenName } from './safetensors.ts';

const mostEntries = 10_000;
/** What deflate makes of features is far from this; what it makes of a bomb is near its limit, 1032. */
const densest = 100;
const smallBytes = 16 << 20;
/** What an archive with entries begins with: PK, 3, 4. */
const localHeader = [0x50, 0x4b, 3, 4];

/** Features in a .npz file (numpy.savez, compressed or not): the array of that name, or the only one. Throws a `UserError`. */
export async function openNpz(path: string, { array, besides, kind = featureKind }: SourceOptions): Promise<FeatureSource> {
  const place = (entry: Entry): string => `${path}, ${entry.fileName}`;
  const { entry, header } = await withZip(path, async (zip, entries) => {
    const arrays = new Map(entries.map((each) => [each.fileName.replace(/\.npy$/, ''), each]));
    const chosen = arrays.get(chosenName({ array, besides }, [...arrays.keys()], path))!;
    refuseBomb(chosen, place(chosen));
    return { entry: chosen, header: await readHeader(zip, chosen, place(chosen), kind) };
  });
  const { rows, columns } = kind.shape(header.shape, place(entry));
  const { size, decode } = elementTypes[header.element];
  return {
    path,
    rows,
    columns,
    shape: header.shape,
    forEachBlock: (visit) =>
      withZip(path, async (zip) => {
        const perBlock = blockRows(columns);
        const raw = new Uint8Array(perBlock * columns * size);
        const data = new Float32Array(perBlock * columns);
        let [skip, filled, start] = [header.begin, 0, 0];
        const give = async (): Promise<void> => {
          const count = filled / (columns * size);
          decode(raw.subarray(0, filled), data);
          await visit({ start, rows: count, data: data.subarray(0, count * columns) });
          start += count;
          filled = 0;
        };
        for await (const given of await openEntry(zip, entry)) {
          let chunk = given as Uint8Array;
          const skipped = Math.min(skip, chunk.length);
          skip -= skipped;
          chunk = chunk.subarray(skipped);
          while (chunk.length > 0) {
            const taken = Math.min(chunk.length, raw.length - filled);
            raw.set(chunk.subarray(0, taken), filled);
            filled += taken;
            chunk = chunk.subarray(taken);
            if (filled === raw.length) await give();
          }
        }
        const read = header.begin - skip + (start * columns * size + filled);
        const expected = header.begin + header.bytes;
        if (read < expected) throw truncated(place(entry), 'The .npy file', { expected, found: read });
        if (filled > 0) await give();
      }),
  };
}

/** Opens the archive for `use`. What the library says of a damaged one becomes a `UserError`; it reads no entry beyond the size it was told. */
async function withZip<T>(path: string, use: (zip: ZipFile, entries: readonly Entry[]) => Promise<T>): Promise<T> {
  const { bytes, isZip } = await withPlainFile(path, async (file, bytes) => {
    const start = new Uint8Array(localHeader.length);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    return { bytes, isZip: start.subarray(0, bytesRead).every((byte, i) => byte === localHeader[i]) };
  });
  let zip: ZipFile | undefined;
  try {
    zip = await promisify<string, yauzl.Options, ZipFile>(yauzl.open)(path, { lazyEntries: true, autoClose: false });
    return await use(zip, await entriesOf(zip, path));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    if (isZip && said.startsWith('End of central directory record signature not found'))
      throw endless(path, 'The .npz file', bytes, 'the list of its arrays');
    throw refuse(path, `The .npz file is damaged: ${said}.`, writeAgain, cause);
  } finally {
    zip?.close();
  }
}

function entriesOf(zip: ZipFile, path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      if (entries.length === mostEntries)
        return reject(refuse(path, `The file has more than ${mostEntries} arrays.`, 'Check that this is the right file.'));
      if (entry.fileName.endsWith('.npy')) entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function refuseBomb({ compressedSize, uncompressedSize }: Entry, place: string): void {
  if (uncompressedSize <= smallBytes || uncompressedSize <= densest * compressedSize) return;
  throw refuse(
    place,
    `The array claims ${counted(uncompressedSize, 'byte')} of ${counted(compressedSize, 'compressed one')}.`,
    'If it is no zip bomb, write it uncompressed with numpy.savez.',
  );
}

const openEntry = (zip: ZipFile, entry: Entry) => promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))(entry);

async function readHeader(zip: ZipFile, entry: Entry, place: string, kind: ArrayKind): Promise<NpyHeader> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream = await openEntry(zip, entry);
  for await (const chunk of stream) {
    chunks.push(chunk as unknown as Uint8Array);
    length += chunk.length;
    if (length >= longestHeader) break;
  }
  return parseNpyHeader(Buffer.concat(chunks).subarray(0, longestHeader), place, entry.uncompressedSize, kind);
}
