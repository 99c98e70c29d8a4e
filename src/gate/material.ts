import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.ts';
import { type LoadedRecord, readRecord } from '../report/record/read-record.ts';
import type { Side } from './side.ts';
import { runSide } from './side-process.ts';

export interface MaterialOptions {
  readonly side: Side;
  /** The suite as a file: the same one for both sides. */
  readonly suite: string;
  readonly out: string;
  readonly seeds?: number;
  readonly threads: number;
  readonly limitSeconds: number;
  readonly signal: AbortSignal;
}

/** A run of the suite by a side's own program, with its record. */
export interface Material {
  readonly out: string;
  readonly record: LoadedRecord;
  readonly seconds: number;
}

/** Trains and evaluates what the suite lists. Throws what `runSide` throws: a model that fails is an error of its side. */
export async function makeMaterial({
  side,
  suite,
  out,
  seeds,
  threads,
  limitSeconds,
  signal,
}: MaterialOptions): Promise<Material> {
  const args = [join(side.folder, 'dist', 'cli', 'main.js'), 'run', '--suite', suite, '--out', out, '--json'];
  if (seeds !== undefined) args.push('--seeds', String(seeds));
  const what = `${side.name}: training by ${side.shown}`;
  const { elapsedMs } = await runSide({ what, args, cwd: side.folder, threads, limitSeconds, signal });
  return { out, record: await readRecord(out), seconds: elapsedMs / 1_000 };
}

/** Refuses two records that cannot be compared: of other data. Throws a `UserError` of kind `input`. */
export function refuseOtherData(base: LoadedRecord, head: LoadedRecord): void {
  for (const { name, hash } of base.record.datasets) {
    const other = head.record.datasets.find((dataset) => dataset.name === name);
    if (other?.hash === hash) continue;
    const how =
      other === undefined
        ? 'head has no data set of that name'
        : `its hash is ${hash.slice(0, 12)} on base and ${other.hash.slice(0, 12)} on head`;
    throw new UserError('input', `the two sides have different data: ${name}: ${how}`, {
      remedy: 'Accuracy on other data says nothing about code: change the data in a commit of its own, and gate from there.',
    });
  }
}

/** Keys that say nothing about what is measured. */
const words = ['description', 'claim'];

/** Refuses two records of other suites, every default filled in. Throws a `UserError` of kind `input` that names what differs. */
export function refuseOtherSuite(base: LoadedRecord, head: LoadedRecord): void {
  const [first, second] = [base.record.suite, head.record.suite];
  const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])].filter((key) => !words.includes(key));
  const differ = keys.filter((key) => !isDeepStrictEqual(first[key], second[key]));
  if (differ.length === 0) return;
  throw new UserError(
    'input',
    `the two sides ran other suites: ${differ.join(', ')} ${differ.length > 1 ? 'differ' : 'differs'}`,
    {
      remedy: 'Run one suite on both sides.',
    },
  );
}

/** Hashes of the files of every model of a run, by `dataset/split/model/seed`: equal hashes are equal weights. */
export function weightsOf({ cells }: LoadedRecord): ReadonlyMap<string, string> {
  return new Map(
    cells
      .filter(({ kind, status }) => kind === 'train' && status === 'done')
      .map(({ key, files }) => [
        JSON.stringify([key.dataset, key.split, key.model, key.seed]),
        files
          .filter(({ path }) => path.endsWith('.onnx'))
          .map(({ sha256 }) => sha256)
          .sort()
          .join(),
      ]),
  );
}

/** Whether both sides trained the same weights, model by model. */
export function sameWeights(base: LoadedRecord, head: LoadedRecord): boolean {
  const [first, second] = [weightsOf(base), weightsOf(head)];
  return first.size === second.size && [...first].every(([key, hash]) => second.get(key) === hash);
}
