import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/files/safetensors.ts';
import { parseNpyHeader } from '../../src/importing/formats/npy-header.ts';
import { openFeatures } from '../../src/importing/open-features.ts';
import { numpyFiles, numpyMatrix } from '../support/numpy-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

async function readAll(path: string, array?: string): Promise<{ rows: number; columns: number; data: number[] }> {
  const source = await openFeatures(path, array === undefined ? {} : { array });
  const data: number[] = [];
  await source.forEachBlock(async (block) => {
    expect(data.length).toBe(block.start * source.columns);
    for (const value of block.data) data.push(value);
  });
  return { rows: source.rows, columns: source.columns, data };
}

const bytes = (name: keyof typeof numpyFiles): Buffer => Buffer.from(numpyFiles[name], 'base64');

describe('features that others wrote', () => {
  test.each(['f2', 'f4', 'f8'] as const)('.npy of %s has the numbers that NumPy wrote', async (kind) => {
    expect(await readAll(await file('x.npy', bytes(kind)))).toEqual({ rows: 4, columns: 3, data: numpyMatrix });
  });

  test('.npy of int8 has whole numbers', async () => {
    expect((await readAll(await file('x.npy', bytes('i1')))).data).toEqual(numpyMatrix.map((value) => Math.trunc(value) + 0));
  });

  test('.npz gives its only array, or the one that is named, compressed or not', async () => {
    expect((await readAll(await file('x.npz', bytes('npz')))).data).toEqual(numpyMatrix);
    const several = await file('y.npz', bytes('npzCompressed'));
    expect((await readAll(several, 'b')).data).toEqual(numpyMatrix.map((value) => 2 * value));
    await expect(readAll(several)).rejects.toThrow('The file has 2 arrays: "a", "b".');
    await expect(readAll(several, 'c')).rejects.toThrow('There is no array "c"');
  });

  test('safetensors of bfloat16, half and float64 have their numbers', async () => {
    // 1, −2 and 0.5 in either sixteen-bit format, by hand.
    for (const [dtype, words] of [
      ['BF16', [0x3f80, 0xc000, 0x3f00]],
      ['F16', [0x3c00, 0xc000, 0x3800]],
    ] as const) {
      const header = Buffer.from(`{"x":{"dtype":"${dtype}","shape":[1,3],"data_offsets":[0,6]}}`.padEnd(64));
      const prefix = Buffer.alloc(8);
      prefix.writeUInt32LE(header.length);
      const path = await file('x.safetensors', Buffer.concat([prefix, header, Buffer.from(Uint16Array.from(words).buffer)]));
      expect(await readAll(path)).toEqual({ rows: 1, columns: 3, data: [1, -2, 0.5] });
    }
    const doubles = { x: { dtype: 'F64' as const, shape: [2, 1], data: Float64Array.of(0.1, 7) } };
    expect((await readAll(await file('d.safetensors', encodeSafetensors(doubles)))).data).toEqual([Math.fround(0.1), 7]);
  });

  test('Parquet and JSON lines give vectors, ids and texts, also over several row groups and blocks', async () => {
    const rows = 50;
    const wide = 9000;
    const vectors = Array.from({ length: rows }, (_, r) => Array.from({ length: wide }, (_, c) => (r * wide + c) % 1024));
    const ids = vectors.map((_, r) => `i${r}`);
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: 'id', data: ids },
        { name: 'v', data: vectors },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        { name: 'v', converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
      ],
      rowGroupSize: 20,
    });
    const lines = vectors.map((vector, r) => JSON.stringify({ id: ids[r], vector })).join('\n');
    for (const path of [await file('x.parquet', new Uint8Array(parquet)), await file('x.jsonl', `${lines}\n`)]) {
      const read = await readAll(path);
      expect([read.rows, read.columns]).toEqual([rows, wide]);
      expect(read.data).toEqual(vectors.flat());
      expect(await (await openFeatures(path)).column!('id')).toEqual(ids);
      expect(await (await openFeatures(path)).column!('title')).toBeUndefined();
    }
  });

  test.each([
    ['object', /Python objects \(pickle\)/],
    ['fortran', /Fortran order/],
    ['bigEndian', /big-endian/],
    ['uint8', /elements of "\|u1"/],
  ] as const)('.npy of %s is refused', async (kind, message) => {
    await expect(openFeatures(await file('x.npy', bytes(kind)))).rejects.toThrow(message);
  });

  test('a .npy header that lies about its size is refused before anything is read', async () => {
    const lie = Buffer.from(bytes('f4').toString('latin1').replace('(4, 3)', '(9, 3)'), 'latin1');
    await expect(openFeatures(await file('x.npy', lie))).rejects.toThrow('truncated: 236 bytes expected, 176 found');
    const longer = Buffer.concat([bytes('f4'), Buffer.alloc(4)]);
    await expect(openFeatures(await file('x.npy', longer))).rejects.toThrow('an array of [4,3] has 48 bytes, and 52 follow');
  });

  test('a file that ends before it is over is called truncated, with the bytes that it has and those that it should have', async () => {
    const refusal = async (name: string, content: Uint8Array): Promise<string> =>
      openFeatures(await file(name, content)).then(String, (error: Error) => error.message);
    const npy = bytes('f4');
    expect(await refusal('x.npy', npy.subarray(0, 175))).toBe('The .npy file is truncated: 176 bytes expected, 175 found.');
    expect(await refusal('x.npy', npy.subarray(0, 60))).toMatch(/truncated: at least 128 bytes expected, 60 found/);
    expect(await refusal('x.npy', npy.subarray(0, 0))).toMatch(/truncated: at least 10 bytes expected, 0 found/);
    const npz = bytes('npz');
    expect(await refusal('x.npz', npz.subarray(0, 200))).toMatch(
      /^The .npz file is truncated: 200 bytes found, and the list of its arrays/,
    );
    const parquet = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'id', data: ['a', 'b'], type: 'STRING' }] }));
    expect(await refusal('x.parquet', parquet.subarray(0, -9))).toMatch(
      /^The Parquet file is truncated: \d+ bytes found, and its footer/,
    );
    expect(await refusal('y.parquet', Buffer.from('no Parquet file at all'))).toBe('This is not a Parquet file.');
  });

  test('a zip bomb is refused by what its entry claims', async () => {
    const bomb = bytes('npzCompressed');
    // The central directory's size of the first entry, as somebody would forge it.
    const at = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24;
    bomb.writeUInt32LE(4_000_000_000, at);
    await expect(openFeatures(await file('x.npz', bomb), { array: 'a' })).rejects.toThrow(
      /claims 4000000000 bytes of \d+ compressed/,
    );
  });

  test('any header that NumPy could write of a matrix is understood, its keys in any order', () => {
    const entries = ["'descr': '<f4'", "'fortran_order': False"];
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 1, max: 5000 }),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.boolean(),
        (rows, columns, order, comma) => {
          const all = [...entries, `'shape': (${rows}, ${columns})`];
          const text = `{${order.map((i) => all[i]).join(', ')}${comma ? ', ' : ''}}`.padEnd(117);
          const start = Buffer.concat([
            Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]),
            Buffer.from(`${text}\n`),
          ]);
          expect(parseNpyHeader(start, 'x.npy', 128 + rows * columns * 4)).toMatchObject({
            element: 'F32',
            shape: [rows, columns],
            begin: 128,
          });
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  test('vectors of unequal length are refused by line', async () => {
    const path = await file('x.jsonl', '{"vector":[1,2]}\n{"vector":[1]}\n');
    await expect(readAll(path)).rejects.toMatchObject({
      message: expect.stringContaining('1 value, and the first has 2'),
      place: `${path}:2`,
    });
  });
});
