import { dirname, resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { readRecord } from '../../report/record/read-record.ts';
import { planReuse } from '../planning/plan-reuse.ts';
import { armsOf } from '../reading/arms.ts';
import { type Suite, suiteSchema } from '../reading/schema.ts';
import { type Prepared, prepare, readSuite, type SuiteOptions } from './prepare.ts';

export interface ReuseOptions extends Pick<SuiteOptions, 'threads' | 'device' | 'allowFallback'> {
  /** Folder of a finished run. */
  readonly reuse: string;
  /** A suite whose costs are measured, and whose file says where data sets lie, in place of those of the run. */
  readonly suite?: string;
}

/**
 * Plans to measure the models of a finished run on this machine and device, without training. Throws a `UserError`: `input` when the run was not on the CPU, is
 * not finished, or its data are others than those here; what `readRecord` and `prepareSuite` throw.
 */
export async function prepareReuse(options: ReuseOptions): Promise<Prepared> {
  const { reuse, suite: named } = options;
  const { record, cells } = await readRecord(reuse);
  const refuse = (message: string, remedy: string): never => {
    throw new UserError('input', message, { place: reuse, remedy });
  };
  const parsed = suiteSchema.safeParse(record.suite);
  if (!parsed.success) return refuse('the suite of this run is of another version of matchbench', 'Run the suite again.');
  if (parsed.data.device !== 'cpu')
    return refuse(
      `this run was on ${parsed.data.device}`,
      'Name the run on the CPU that its weights come from: its answers are the reference.',
    );
  const given = named === undefined ? undefined : readSuite(named);
  const labels = armsOf(parsed.data).map(({ label }) => label);
  const unknown = given?.suite.cost.models?.find((model) => !labels.includes(model));
  if (unknown !== undefined)
    return refuse(`the run has no model ${unknown}`, `Name in cost.models what it has: ${labels.join(', ')}.`);
  const paths = new Map(given?.suite.datasets.map(({ name, path }) => [name, path]));
  const lost = parsed.data.datasets.find(({ name, path }) => path !== undefined && paths.get(name) === undefined);
  if (lost !== undefined) {
    const remedy = 'Add --suite with the file of the suite, whose paths are used.';
    return refuse(`the record does not say where the data set ${lost.name} lies`, remedy);
  }
  const suite: Suite = {
    ...parsed.data,
    datasets: parsed.data.datasets.map((dataset) => ({ ...dataset, path: paths.get(dataset.name) })),
    cost: given?.suite.cost ?? parsed.data.cost,
    threads: options.threads ?? parsed.data.threads,
    device: options.device ?? parsed.data.device,
    allowFallback: options.allowFallback ?? parsed.data.allowFallback,
  };
  const prepared = await prepare(suite, given === undefined ? '.' : dirname(given.file), 'run', ([fault]) => {
    if (fault !== undefined) refuse(fault.message, 'Use the data that the run was made with.');
  });
  for (const { name, hash } of record.datasets) {
    const here = prepared.datasets[name]?.hash;
    if (here !== hash)
      refuse(`the data set ${name} is another one here than in this run`, 'Use the data that the run was made with.');
  }
  return { ...prepared, cells: planReuse(prepared.cells, { folder: resolve(reuse), record, cells }) };
}
