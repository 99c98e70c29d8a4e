// @ts-check
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anyFeeds, readModel } from './onnx-feeds.mjs';

/** @type {typeof import('onnxruntime-node')} */
const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node');

const runs = 40;
const warmUp = 10;

/**
 * Where onnxruntime's own profiler says that the time of a model goes, by kind of operation: prints `[[kind, share, microseconds a run], …]`.
 * Arguments: `{ onnx, threads, sizes }`.
 * @type {{ onnx: string, threads: number, sizes: Record<string, number> }}
 */
const { onnx, threads, sizes } = JSON.parse(/** @type {string} */ (process.argv[2]));
const folder = await mkdtemp(join(tmpdir(), 'matchbench-'));
try {
  const bytes = await readFile(onnx);
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    enableProfiling: true,
    profileFilePrefix: join(folder, 'profile'),
  });
  const feeds = Object.fromEntries(
    Object.entries(anyFeeds(readModel(bytes).graph, sizes)).map(([name, { dims, data }]) => [
      name,
      data instanceof BigInt64Array ? new Tensor('int64', data, dims) : tensor(dims, data),
    ]),
  );
  for (let i = 0; i < warmUp + runs; i++) await session.run(feeds);
  session.endProfiling();
  await session.release();
  const [file] = await readdir(folder);
  /** @type {{ cat: string, name: string, dur: number, args: { op_name?: string } }[]} */
  const events = JSON.parse(await readFile(join(folder, /** @type {string} */ (file)), 'utf8'));
  const kernels = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
  const counted = kernels.slice(-Math.floor((kernels.length * runs) / (runs + warmUp)));
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const { dur, args } of counted) {
    const kind = args.op_name ?? '';
    sums.set(kind, (sums.get(kind) ?? 0) + dur);
  }
  const total = [...sums.values()].reduce((sum, value) => sum + value, 0);
  const shares = [...sums].sort((a, b) => b[1] - a[1]).map(([kind, sum]) => [kind, sum / total, sum / runs]);
  process.stdout.write(`${JSON.stringify(shares)}\n`);
} finally {
  await rm(folder, { recursive: true });
}

/** @param {readonly number[]} dims @param {Float32Array | Uint8Array | Int32Array} data */
function tensor(dims, data) {
  if (data instanceof Uint8Array) return new Tensor('uint8', data, dims);
  return new Tensor('float32', /** @type {Float32Array} */ (data), dims);
}
