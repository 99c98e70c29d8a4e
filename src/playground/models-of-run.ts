import { join, posix } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { isInside, realPathInside } from '../files/inside-folder.ts';
import { manifestSchema } from '../files/manifest-schema.ts';
import { sha256File } from '../files/sha256.ts';
import type { CellRecord, RunRecord } from '../record.ts';
import { readRecord } from '../report/record/read-record.ts';
import type { Side } from '../types.ts';
import type { ChosenModels } from './chosen-models.ts';

/** What a cell says that trained a model, or took it over from another run. */
const trainedSchema = z.object({
  manifest: manifestSchema,
  folder: z.string().min(1).max(1_000),
  log: z.object({ best: z.object({ validation: z.number() }) }).optional(),
});

interface Trained extends z.output<typeof trainedSchema> {
  readonly cell: CellRecord;
}

/**
 * The baseline tower of a run (or its first model with embeddings) and its best other model by validation, of the first split that has both. Their files
 * must be those that the run wrote. Throws a `UserError` of kind `input` where the run has no such models or a file has changed, and `storage`.
 */
export async function modelsOfRun(dir: string): Promise<ChosenModels> {
  const { record, cells } = await readRecord(dir);
  const trained = cells.flatMap((cell): Trained[] => {
    if (!['train', 'reuse', 'import'].includes(cell.kind) || cell.status !== 'done') return [];
    const details = trainedSchema.safeParse(cell.details);
    return details.success ? [{ ...details.data, cell }] : [];
  });
  for (const { name, version, hash } of record.datasets) {
    const splits = new Set(trained.filter(({ cell }) => cell.key.dataset === name).map(({ cell }) => cell.key.split));
    for (const split of splits) {
      const pair = pairOf(
        record,
        trained.filter(({ cell }) => cell.key.dataset === name && cell.key.split === split),
      );
      if (split === undefined || pair === undefined) continue;
      const [dual, fusion] = [await verified(dir, pair.dual), await verified(dir, pair.fusion)];
      const kept = await keptFeatures(dir, cells, name, split);
      const dataset = { name, version, hash, path: pathOf(record, name) };
      return { source: `the run ${record.runId}`, dataset, split, dual, fusion, kept };
    }
  }
  throw new UserError('input', 'This run has no exported dual tower beside a model of another family.', {
    place: dir,
    remedy: 'Name a run of a suite like quick, which trains both and keeps its models.',
  });
}

const listedSchema = z.array(z.object({ name: z.string(), path: z.string().max(1_024).optional() }));

/** What the suite says of where a data set lies. */
function pathOf({ suite }: RunRecord, dataset: string): string | undefined {
  const listed = listedSchema.safeParse(suite.datasets);
  return listed.success ? listed.data.find(({ name }) => name === dataset)?.path : undefined;
}

function pairOf({ suite }: RunRecord, trained: readonly Trained[]): { dual: Trained; fusion: Trained } | undefined {
  const towers = trained.filter(({ manifest }) => manifest.family === 'dual tower' && manifest.index !== undefined);
  const dual = towers.find(({ cell }) => cell.key.model === suite.baseline) ?? towers[0];
  const validation = ({ log }: Trained): number => log?.best.validation ?? Number.NEGATIVE_INFINITY;
  const fusions = trained.filter(({ manifest }) => manifest.family === 'early fusion');
  const [fusion] = fusions.toSorted((a, b) => validation(b) - validation(a));
  return dual === undefined || fusion === undefined ? undefined : { dual, fusion };
}

/** The model folder of a cell, all its files with the SHA-256 of the record. */
async function verified(dir: string, { cell, folder }: Trained): Promise<string> {
  const files = cell.files.filter(({ path }) => posix.normalize(path).startsWith(`${posix.normalize(folder)}/`));
  if (files.length === 0) throw changed(join(dir, folder));
  for (const file of files) await verifiedFile(dir, file);
  return join(dir, folder);
}

async function verifiedFile(dir: string, { path, sha256 }: CellRecord['files'][number]): Promise<string> {
  if (!isInside(path)) throw changed(join(dir, 'record.json'));
  const real = realPathInside(dir, path);
  if ((await sha256File(real)).sha256 !== sha256) throw changed(join(dir, path));
  return real;
}

async function keptFeatures(
  dir: string,
  cells: readonly CellRecord[],
  dataset: string,
  split: string,
): Promise<ChosenModels['kept']> {
  const files = cells.find(
    ({ kind, status, key }) => kind === 'split' && status === 'done' && key.dataset === dataset && key.split === split,
  )?.files;
  const of = async (side: Side) => {
    const [features, ids] = [`/features/${side}.safetensors`, `/features/${side}.ids.txt`].map((end) =>
      files?.find(({ path }) => path.endsWith(end)),
    );
    return features === undefined || ids === undefined
      ? undefined
      : { features: await verifiedFile(dir, features), ids: await verifiedFile(dir, ids) };
  };
  const [left, right] = [await of('left'), await of('right')];
  return left === undefined || right === undefined ? undefined : { left, right };
}

const changed = (place: string): UserError =>
  new UserError('input', 'The file is missing, or is not the one that the run wrote.', {
    place,
    remedy: 'Restore the folder as the run left it, or run the suite again with --resume.',
  });
