import { UserError } from '../../errors.ts';
import type { CellRecord, RunRecord } from '../../record.ts';
import type { Cell } from '../cell.ts';
import type { AnswersCell } from '../cells/answers.ts';
import type { ReuseCell } from '../cells/reuse.ts';
import { layout } from './layout.ts';
import { cell, plannedAs } from './place.ts';

/** A finished run whose weights are taken over, with every hash verified. */
export interface ReusedRun {
  readonly folder: string;
  readonly record: RunRecord;
  readonly cells: readonly CellRecord[];
}

/**
 * A plan without training: what measures a cost, what that reads, and the accuracy of the same models. Every model is taken over from the other run in place of its
 * training, and its answers on this device are compared before anything that needs it is measured. Throws a `UserError` of kind `input` when the other run lacks a
 * model.
 */
export function planReuse(planned: readonly Cell[], source: ReusedRun): Cell[] {
  const byId = new Map(planned.map((one) => [one.id, one]));
  // Not what the trainings need: they are not repeated.
  const kept = new Set(planned.filter(({ key }) => key.scorer !== undefined).map(({ id }) => id));
  for (const id of kept) if (!isTraining(byId.get(id)!)) for (const needed of byId.get(id)!.needs) kept.add(needed);
  const trained = (id: string): boolean => isTraining(byId.get(id)!);
  for (const { id, kind, needs } of planned) if (kind === 'accuracy' && needs.every((needed) => kept.has(needed))) kept.add(id);
  return planned
    .filter(({ id }) => kept.has(id))
    .flatMap((one) => {
      if (isTraining(one)) return takenOver(one, source, estimateOf(planned, one));
      const checked = one.needs.filter(trained).map(answersId);
      // Equal answers have equal accuracy: scoring all pairs a second time on a slow device would tell nothing.
      const settings = one.kind === 'accuracy' ? { ...one.settings, device: 'cpu' } : one.settings;
      return [{ ...one, settings, needs: [...one.needs, ...checked] }];
    });
}

const isTraining = ({ kind }: Cell): boolean => kind === 'train';

const answersId = (trainId: string): string => trainId.replace(/train$/, 'answers');

/** The model of a training as the other run has it, and the check of its answers. */
function takenOver(training: Cell, { folder: from, record, cells }: ReusedRun, checking: Cell['estimate']): Cell[] {
  const { id } = training;
  const { key, settings } = plannedAs(training, 'train');
  const { folder, threads, device } = settings;
  const source = cells.find((other) => other.id === id && other.status === 'done');
  const files = source?.files.filter(({ path }) => path.startsWith(`${folder}/`)) ?? [];
  if (files.length === 0) {
    throw new UserError('input', `the run has no trained model ${key.model} for split ${key.split} of ${key.dataset}`, {
      place: from,
      remedy: 'Name a run that finished, or go on with it first: run --resume.',
    });
  }
  const split = `${key.dataset}/${key.split}/split`;
  const scores = layout.scores(key.dataset, key.split, key.model);
  const file = cells.flatMap(sameSeed(key.seed)).find(({ path }) => path === scores);
  const reuse: ReuseCell = { from, runId: record.runId, folder, files, device };
  const answers: AnswersCell = { folder, recorded: file === undefined ? undefined : { from, file }, threads, device };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    cell({ kind: 'reuse', id, key, needs: [], settings: reuse, estimate: { seconds: 1, bytes } }),
    cell({ kind: 'answers', id: answersId(id), key, needs: [split, id], settings: answers, estimate: { ...checking, bytes: 0 } }),
  ];
}

/** What scoring all test pairs of a trained model takes. */
const estimateOf = (planned: readonly Cell[], trained: Cell): Cell['estimate'] =>
  planned.find(({ kind, needs }) => kind === 'accuracy' && needs.includes(trained.id))?.estimate ?? trained.estimate;

/** Files of the accuracy cells of a seed: the first one of a split keeps its scores. */
const sameSeed =
  (seed: number | undefined) =>
  ({ kind, key, files }: CellRecord): CellRecord['files'] =>
    kind === 'accuracy' && key.seed === seed ? files : [];
