import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import {
  encodeSafetensors,
  floatMatrix,
  readSafetensors,
  readSafetensorsHeader,
  type TensorArray,
  writeSafetensors,
} from '../../src/files/safetensors.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'matchbench-safetensors-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A file from a header and data written by hand. */
const fileOf = (header: string | Uint8Array, data: Uint8Array = new Uint8Array(), claimed?: bigint): Uint8Array => {
  const text = Buffer.from(header);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(claimed ?? BigInt(text.length));
  return Buffer.concat([prefix, text, data]);
};

const matrix = (shape: number[], ...values: number[]): TensorArray => ({ dtype: 'F32', shape, data: Float32Array.from(values) });

test('the bytes are those of the format, written by hand', () => {
  const bytes = encodeSafetensors(
    { b: matrix([1, 2], 1, -2), a: { dtype: 'U8', shape: [3], data: Uint8Array.of(7, 8, 9) } },
    { made: 'here' },
  );
  const header =
    '{"__metadata__":{"made":"here"},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
  expect(Buffer.from(bytes)).toEqual(Buffer.from(fileOf(padded, Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 7, 8, 9))));
});

test('the order of keys does not change the bytes', () => {
  const [x, y] = [matrix([2], 1, 2), matrix([1], 3)];
  expect(encodeSafetensors({ x, y }, { p: '1', q: '2' })).toEqual(encodeSafetensors({ y, x }, { q: '2', p: '1' }));
});

test('a shape that does not fit its values and a reserved name are defects of the caller', () => {
  expect(() => encodeSafetensors({ a: matrix([3], 1, 2) })).toThrow('internal: tensor a has 2 values and the shape [3]');
  expect(() => encodeSafetensors({ __metadata__: matrix([1], 1) })).toThrow('internal:');
});

const dense = <T>(make: (count: number) => fc.Arbitrary<T>): fc.Arbitrary<{ shape: number[]; data: T }> =>
  fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) => make(shape.reduce((a, b) => a * b, 1)).map((data) => ({ shape, data })));

const exactly = (count: number) => ({ minLength: count, maxLength: count });

const tensor: fc.Arbitrary<TensorArray> = fc.oneof(
  dense((n) => fc.float32Array(exactly(n))).map((t) => ({ dtype: 'F32' as const, ...t })),
  dense((n) => fc.float64Array(exactly(n))).map((t) => ({ dtype: 'F64' as const, ...t })),
  dense((n) => fc.int8Array(exactly(n))).map((t) => ({ dtype: 'I8' as const, ...t })),
  dense((n) => fc.uint8Array(exactly(n))).map((t) => ({ dtype: 'U8' as const, ...t })),
  dense((n) => fc.int32Array(exactly(n))).map((t) => ({ dtype: 'I32' as const, ...t })),
  dense((n) => fc.bigInt64Array(exactly(n))).map((t) => ({ dtype: 'I64' as const, ...t })),
);

const reserved = new Set(['__proto__', 'constructor', 'prototype', '__metadata__']);
const key = fc.string({ unit: 'grapheme' }).filter((name) => !reserved.has(name));

test('what is written is read back equal', async () => {
  const path = join(dir, 'trip.safetensors');
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(key, tensor, { noNullPrototype: true }),
      fc.dictionary(key, fc.string({ unit: 'grapheme' }), { noNullPrototype: true }),
      async (tensors, metadata) => {
        await writeFile(path, encodeSafetensors(tensors, metadata));
        expect(await readSafetensors(path)).toEqual({ path, tensors, metadata });
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test('only the tensors asked for are read', async () => {
  const path = join(dir, 'some.safetensors');
  await writeSafetensors(path, { a: matrix([1], 1), b: matrix([1, 2], 2, 3) });
  expect(Object.keys((await readSafetensors(path, ['b'])).tensors)).toEqual(['b']);
  await expect(readSafetensors(path, ['c'])).rejects.toMatchObject({
    kind: 'input',
    place: path,
    message: 'There is no tensor c; the file has "a", "b".',
  });
  await expect(readSafetensors(path, ['toString'])).rejects.toBeInstanceOf(UserError);
  expect((await readSafetensorsHeader(path)).tensors.b).toEqual({ dtype: 'F32', shape: [1, 2], begin: 4, end: 12 });
  expect((await readdir(dir)).filter((name) => name.startsWith('some'))).toEqual(['some.safetensors']);
});

test('a float matrix is given by name, anything else is refused by name', async () => {
  const path = join(dir, 'matrix.safetensors');
  await writeSafetensors(path, {
    m: matrix([2, 3], 1, 2, 3, 4, 5, 6),
    v: matrix([1], 1),
    i: { dtype: 'I8', shape: [1, 1], data: Int8Array.of(1) },
  });
  const file = await readSafetensors(path);
  expect(floatMatrix(file, 'm')).toEqual({ rows: 2, columns: 3, data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  expect(() => floatMatrix(file, 'v')).toThrow('Tensor v is F32 [1] where F32 [rows, columns] was expected.');
  expect(() => floatMatrix(file, 'i')).toThrow(UserError);
  expect(() => floatMatrix(file, 'valueOf')).toThrow(UserError);
});

describe('a header is not trusted', () => {
  const one = (entry: string): string => `{"a":${entry}}`;
  const four = new Uint8Array(4);
  test.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(), /truncated: at least 8 bytes expected, 0 found/],
    ['a file shorter than its first number', new Uint8Array(7), /truncated: at least 8 bytes expected, 7 found/],
    ['a header length beyond the file', fileOf('{}', undefined, 3n), /truncated: at least 11 bytes expected, 10 found/],
    ['a header length of 2⁶⁴ − 1', fileOf('{}', undefined, 0xffffffffffffffffn), /header has \d+ bytes/],
    ['a header that is not JSON', fileOf('{'), /not JSON/],
    ['a header that is not UTF-8', fileOf(Uint8Array.of(0x22, 0xff, 0x22)), /is not UTF-8/],
    ['a header that is a list', fileOf('[]'), /not a JSON object/],
    ['metadata that is not text', fileOf('{"__metadata__":{"a":1}}'), /not a text/],
    ['metadata with a prototype key', fileOf('{"__metadata__":{"__proto__":"x"}}'), /has the key "__proto__"/],
    [
      'a tensor named __proto__',
      fileOf('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', four),
      /has the key "__proto__"/,
    ],
    [
      'a tensor named constructor',
      fileOf('{"constructor":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', four),
      /has the key "constructor"/,
    ],
    ['an entry that is not an object', fileOf(one('7')), /is not an object/],
    ['an unknown element type', fileOf(one('{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}'), four), /element type "BF16"/],
    [
      'an element type from the prototype',
      fileOf(one('{"dtype":"toString","shape":[1],"data_offsets":[0,4]}'), four),
      /element type/,
    ],
    ['a shape with a fraction', fileOf(one('{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}'), four), /shape that is not/],
    ['a negative shape', fileOf(one('{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}'), four), /shape that is not/],
    [
      'a shape that is too large for its bytes',
      fileOf(one('{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4]}'), four),
      /which is not 4 bytes/,
    ],
    [
      'a shape whose product overflows',
      fileOf(one(`{"dtype":"F32","shape":[${'9007199254740991,'.repeat(7)}1],"data_offsets":[0,0]}`)),
      /is not 0 bytes/,
    ],
    [
      'offsets beyond the file',
      fileOf(one('{"dtype":"F32","shape":[250000000],"data_offsets":[0,1000000000]}'), four),
      /truncated: \d{10} bytes expected, \d\d found/,
    ],
    [
      'offsets in the wrong order',
      fileOf(one('{"dtype":"F32","shape":[0],"data_offsets":[4,0]}'), four),
      /which is not -4 bytes/,
    ],
    [
      'overlapping tensors',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', four),
      /starts at byte 0 where 4/,
    ],
    [
      'a hole between tensors',
      fileOf('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}', four),
      /starts at byte 2 where 1/,
    ],
    ['data that no tensor covers', fileOf('{}', four), /take 0 bytes, and the file has 4/],
  ])('%s is refused', async (_, bytes, message) => {
    const path = join(dir, 'bad.safetensors');
    await writeFile(path, bytes);
    const error = await readSafetensors(path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ kind: 'input', place: path });
    expect((error as UserError).message).toMatch(message);
    expect((error as UserError).message.length).toBeLessThan(400);
  });

  test('a missing file and a folder are storage errors', async () => {
    await expect(readSafetensors(join(dir, 'none'))).rejects.toMatchObject({ kind: 'storage' });
    await expect(readSafetensors(dir)).rejects.toMatchObject({ kind: expect.stringMatching(/storage|input/) });
  });

  test('any cut or changed byte ends in a refusal or in a file of the same size, never in a crash', async () => {
    const path = join(dir, 'fuzzed.safetensors');
    const whole = encodeSafetensors(
      { global: matrix([2, 3], 1, 2, 3, 4, 5, 6), mask: { dtype: 'U8', shape: [2, 2], data: Uint8Array.of(1, 0, 1, 1) } },
      { a: 'b' },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (length, at, flip, cut) => {
          const bytes = cut ? whole.slice(0, length) : whole.slice();
          if (!cut) bytes[at]! ^= flip;
          await writeFile(path, bytes);
          const result = await readSafetensors(path).catch((cause: unknown) => cause);
          if (result instanceof Error) expect(result).toBeInstanceOf(UserError);
          else {
            const { tensors } = result as { tensors: Record<string, TensorArray> };
            expect(Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0)).toBeLessThanOrEqual(28);
          }
        },
      ),
      { seed: 2, numRuns: 1000 },
    );
  });
});

const reader = `
import json, struct, sys
b = open(sys.argv[1], 'rb').read()
n = struct.unpack('<Q', b[:8])[0]
h = json.loads(b[8:8+n])
s, e = h['m']['data_offsets']
print(json.dumps([h['m']['shape'], list(struct.unpack('<%df' % ((e-s)//4), b[8+n+s:8+n+e])), n % 8]))
`;

test.skipIf(spawnSync('python3', ['-c', '']).status !== 0)('a file is readable from Python with nothing of ours', async () => {
  const path = join(dir, 'python.safetensors');
  await writeSafetensors(path, {
    m: matrix([2, 2], 0.5, -1, 3, 1024),
    z: { dtype: 'I64', shape: [1], data: BigInt64Array.of(5n) },
  });
  const { stdout } = await promisify(execFile)('python3', ['-c', reader, path]);
  expect(JSON.parse(stdout)).toEqual([[2, 2], [0.5, -1, 3, 1024], 0]);
});
