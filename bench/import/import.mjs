/**
 * Speed of `data import` and `data embed` beside the least that anybody could do, measured in turns in one run:
 * npy and safetensors beside `cp`, a sync and SHA-256 of the same file; Parquet beside the reader alone; embedding beside a bare loop over onnxruntime.
 * Usage: node bench/import/import.mjs [--rows 200000] [--columns 768] [--rounds 5]
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AutoModel, AutoTokenizer, env } from '@xenova/transformers';
import { parquetMetadataAsync, parquetScan } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { openTextBackbone } from '../../dist/features/backbone.js';
import { copyFeatures } from '../../dist/importing/copy-features.js';
import { openFeatures } from '../../dist/importing/open-features.js';
import { numberedItems } from '../../dist/importing/side-items.js';
import { createRandom } from '../../dist/random.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    columns: { type: 'string', default: '768' },
    rounds: { type: 'string', default: '5' },
  },
});
const [rows, columns, rounds] = [values.rows, values.columns, values.rounds].map(Number);
const dir = mkdtempSync(join(tmpdir(), 'matchbench-import-'));
const at = (name) => join(dir, name);

/** Median seconds of either way, taken in turns after one warm-up of both. */
async function race(name, goal, ours, theirs) {
  const seconds = { ours: [], theirs: [] };
  for (let round = -1; round < rounds; round++) {
    for (const [who, work] of Object.entries({ ours, theirs })) {
      const start = performance.now();
      await work();
      if (round >= 0) seconds[who].push((performance.now() - start) / 1000);
    }
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const [mine, bare] = [median(seconds.ours), median(seconds.theirs)];
  const shown = (list) => list.map((value) => value.toFixed(2)).join(' ');
  console.log(
    `${name}: ours ${mine.toFixed(3)} s, theirs ${bare.toFixed(3)} s, speed ${(bare / mine).toFixed(2)} of theirs (goal ${goal})`,
  );
  console.log(`  ours ${shown(seconds.ours)} · theirs ${shown(seconds.theirs)}`);
}

function writeRaw(path, header) {
  const random = createRandom(1);
  const block = Float32Array.from({ length: 1000 * columns }, () => random.normal());
  const file = openSync(path, 'w');
  writeSync(file, header);
  for (let row = 0; row < rows; row += 1000)
    writeSync(file, new Uint8Array(block.buffer, 0, 4 * columns * Math.min(1000, rows - row)));
  closeSync(file);
}

const npyText = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`.padEnd(117);
writeRaw(
  at('x.npy'),
  Buffer.concat([Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]), Buffer.from(`${npyText}\n`)]),
);
const tensors = Buffer.from(
  JSON.stringify({ x: { dtype: 'F32', shape: [rows, columns], data_offsets: [0, 4 * rows * columns] } }).padEnd(96),
);
const prefix = Buffer.alloc(8);
prefix.writeUInt32LE(tensors.length);
writeRaw(at('x.safetensors'), Buffer.concat([prefix, tensors]));

const bring = async (name) => {
  rmSync(at('out'), { force: true });
  const source = await openFeatures(at(name));
  await copyFeatures(source, undefined, numberedItems(source.rows), at('out'));
};
const copy = async (name) => {
  execFileSync('cp', [at(name), at('copy')]);
  execFileSync('sync', [at('copy')]);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(at('copy'), { highWaterMark: 1 << 20 })) hash.update(chunk);
  hash.digest('hex');
};
for (const name of ['x.npy', 'x.safetensors'])
  await race(
    name,
    '0.70',
    () => bring(name),
    () => copy(name),
  );

const few = Math.min(rows, 20_000);
const random = createRandom(2);
writeFileSync(
  at('x.parquet'),
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'v',
          data: Array.from({ length: few }, () => Float32Array.from({ length: columns }, () => random.normal())).map((row) =>
            Array.from(row),
          ),
        },
      ],
      schema: [
        { name: 'root', num_children: 1 },
        { name: 'v', converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
      ],
      rowGroupSize: 5_000,
    }),
  ),
);
await race(
  'x.parquet',
  '0.67',
  () => bring('x.parquet'),
  async () => {
    const bytes = readFileSync(at('x.parquet'));
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const file = { byteLength: buffer.byteLength, slice: async (start, end) => buffer.slice(start, end) };
    const metadata = await parquetMetadataAsync(file);
    const scan = await parquetScan({ file, metadata, columns: ['v'] });
    for (let start = 0; start < few; start += 5_000)
      await scan.readColumn({ column: 'v', rowStart: start, rowEnd: Math.min(few, start + 5_000) });
  },
);

const texts = Array.from({ length: 400 }, (_, i) => `sentence ${i} about ${'things '.repeat(i % 12)}`);
const folder = new URL('../../models/', import.meta.url).pathname;
const backbone = await openTextBackbone(join(folder, 'all-MiniLM-L6-v2'), { threads: 2 });
env.localModelPath = folder;
const options = {
  local_files_only: true,
  dtype: 'q8',
  session_options: { intraOpNumThreads: 2, interOpNumThreads: 1, executionMode: 'sequential' },
};
const [model, tokenizer] = [
  await AutoModel.from_pretrained('all-MiniLM-L6-v2', options),
  await AutoTokenizer.from_pretrained('all-MiniLM-L6-v2', options),
];
await race(
  'embedding of texts',
  '0.95',
  () => backbone.encode(texts),
  async () => {
    for (const text of texts) await model(tokenizer([text], { padding: true, truncation: true }));
  },
);
await backbone.close();
await model.dispose();
rmSync(dir, { recursive: true, force: true });
