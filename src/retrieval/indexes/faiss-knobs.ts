/**
 * Search-time knobs that faiss-node has no setter for. FAISS writes them into a serialised index (faiss/impl/index_write.cpp: write_HNSW,
 * write_ivf_header), so they are changed there. Every write asserts the value it replaces: a layout that moved is an error, never a wrong byte.
 */

/** What a fresh faiss index holds (faiss/impl/HNSW.h, faiss/IndexIVF.h). */
export const faissDefaults = { efSearch: 16, efConstruction: 40, nprobe: 1 } as const;

/** fourcc, d, ntotal, two unused, is_trained, metric of the inner flat index, then the length of its vectors. */
const flatHeader = 4 + 4 + 8 + 8 + 8 + 1 + 4 + 8;
/** The same header of the inverted file, without the length; nlist follows, then nprobe. */
const nprobeOffset = 4 + 4 + 8 + 8 + 8 + 1 + 4 + 8;

/** Writes efSearch and efConstruction into a serialised `HNSW,Flat` index of `count` × `width` float32 vectors; `old` is what it holds. */
export function patchHnsw(
  bytes: Buffer,
  { count, width }: { readonly count: number; readonly width: number },
  old: { readonly efSearch: number; readonly efConstruction: number },
  wanted: { readonly efSearch: number; readonly efConstruction: number },
): void {
  // The inner flat index ends the file, so its start is known even when vectors happen to spell its fourcc.
  const inner = bytes.length - flatHeader - 4 * count * width;
  expect(bytes, 'IHN', 0);
  expect(bytes, 'IxF', inner);
  replace('efSearch', bytes.readInt32LE(inner - 8), old.efSearch);
  replace('efConstruction', bytes.readInt32LE(inner - 12), old.efConstruction);
  bytes.writeInt32LE(wanted.efSearch, inner - 8);
  bytes.writeInt32LE(wanted.efConstruction, inner - 12);
}

/** Writes nprobe into a serialised `IVFn,Flat` index; `old` is what it holds. */
export function patchIvf(bytes: Buffer, lists: number, old: number, wanted: number): void {
  expect(bytes, 'IwFl', 0);
  replace('nlist', Number(bytes.readBigUInt64LE(nprobeOffset - 8)), lists);
  replace('nprobe', Number(bytes.readBigUInt64LE(nprobeOffset)), old);
  bytes.writeBigUInt64LE(BigInt(wanted), nprobeOffset);
}

const expect = (bytes: Buffer, fourcc: string, offset: number): void => {
  const found = offset < 0 ? '' : bytes.toString('latin1', offset, offset + fourcc.length);
  if (found !== fourcc)
    throw new Error(`internal: faiss writes another layout: ${fourcc} expected at byte ${offset}, found ${found}`);
};

const replace = (name: string, found: number, expected: number): void => {
  if (found !== expected) throw new Error(`internal: faiss writes another layout: ${name} should be ${expected}, found ${found}`);
};
