import { expect, test } from 'vitest';
import { faissDefaults, patchHnsw, patchIvf } from '../../src/retrieval/indexes/faiss-knobs.ts';

const size = { count: 2, width: 3 };
const innerStart = 80;

/** The parts of a serialised HNSW index that matter: the fourccs and the two numbers. */
const hnsw = (efConstruction: number, efSearch: number): Buffer => {
  const bytes = Buffer.alloc(innerStart + 45 + 24);
  bytes.write('IHNf', 0, 'latin1');
  bytes.writeInt32LE(efConstruction, innerStart - 12);
  bytes.writeInt32LE(efSearch, innerStart - 8);
  bytes.write('IxFI', innerStart, 'latin1');
  return bytes;
};

test('the wanted knobs stand where the old ones stood and nothing else changes', () => {
  const bytes = hnsw(40, 16);
  patchHnsw(bytes, size, faissDefaults, { efSearch: 99, efConstruction: 77 });
  expect(bytes.equals(hnsw(77, 99))).toBe(true);
});

test.each([
  ['efSearch', hnsw(40, 17)],
  ['efConstruction', hnsw(41, 16)],
  ['IHN', Buffer.alloc(innerStart + 69)],
  ['IxF', hnsw(40, 16).subarray(0, innerStart + 60)],
])('a layout with another %s is refused untouched', (what, bytes) => {
  const before = Buffer.from(bytes);
  expect(() => patchHnsw(bytes, size, faissDefaults, { efSearch: 1, efConstruction: 1 })).toThrow(what);
  expect(bytes.equals(before)).toBe(true);
});

test('nprobe is written after nlist, and only over the old value', () => {
  const bytes = Buffer.alloc(64);
  bytes.write('IwFl', 0, 'latin1');
  bytes.writeBigUInt64LE(16n, 37);
  bytes.writeBigUInt64LE(1n, 45);
  expect(() => patchIvf(bytes, 17, 1, 4)).toThrow('nlist');
  expect(() => patchIvf(bytes, 16, 2, 4)).toThrow('nprobe');
  patchIvf(bytes, 16, 1, 4);
  expect(bytes.readBigUInt64LE(45)).toBe(4n);
});
