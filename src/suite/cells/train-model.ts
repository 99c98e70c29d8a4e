import { loadDataset } from '../../dataset/load.ts';
import { featureShape, takePart } from '../../dataset/part.ts';
import { takeShare } from '../../dataset/share.ts';
import { defineModel, type ModelSettings, takesTokens } from '../../define-model.ts';
import { readSafetensors } from '../../files/safetensors.ts';
import type { Model } from '../../graph/model.ts';
import { withoutExcluded } from '../../metrics/exclude.ts';
import { meanReciprocalRank } from '../../metrics/reciprocal-rank.ts';
import type { ModelName } from '../../models.ts';
import { readsTokens } from '../../retrieval/model-folder.ts';
import { openRowScores } from '../../retrieval/row-scores.ts';
import type { Neighbours } from '../../training/batches.ts';
import { withFrozen } from '../../training/frozen.ts';
import { objectives } from '../../training/objectives/objectives.ts';
import { rescaled, type TrainingSettings } from '../../training/settings.ts';
import { readWeights } from '../../training/stored-weights.ts';
import type { TeacherScores } from '../../training/teacher-scores.ts';
import { train } from '../../training/train.ts';
import type { TrainingCheck, TrainingLog } from '../../training/training-log.ts';
import type { Weights } from '../../training/weights.ts';
import type { DatasetPart, Device } from '../../types.ts';
import type { CellContext, CellResult, TrainingKey } from '../cell.ts';
import type { ChosenObjective } from '../reading/objective-schema.ts';
import { madeModel, trainingFigures } from './made-model.ts';

/** What decides one training. */
export interface Training {
  readonly model: ModelName;
  readonly network: ModelSettings;
  readonly training: TrainingSettings;
  readonly objective: ChosenObjective;
  /** The trained model whose scores are learned: its cell, and its folder relative to OUT. */
  readonly teacher?: { readonly label: string; readonly cell: string; readonly folder: string };
  /** The trained model that this one holds and leaves as it is: its cell, and its folder relative to OUT. */
  readonly frozen?: { readonly label: string; readonly cell: string; readonly folder: string };
  /** Lists of hard wrong answers: the cell that made them, and its file relative to OUT. */
  readonly mined?: { readonly miner: string; readonly depth: number; readonly cell: string; readonly file: string };
  /** The arm at equal training time: as many steps as the time of one finished training pays for at the pace of another, that of this very model. */
  readonly equalTime?: { readonly timeOf: string; readonly paceOf: string };
  /** Of weights and batches, where it is not that of the cell. */
  readonly seed?: number;
  readonly threads: number;
  readonly device: Device;
}

/** A training that came to its end, or the failure of one that diverged. */
export type TrainedModel =
  | {
      readonly model: Model;
      readonly weights: Weights;
      readonly log: TrainingLog & { readonly best: TrainingCheck };
      /** What was shown of the training part. */
      readonly shown: { readonly share: number; readonly pairs: number };
    }
  | Required<Pick<CellResult, 'failure' | 'details'>>;

/** Trains one model on one split with one seed, chosen by validation MRR alone: the test items are not even read. */
export async function trainModel(id: string, key: TrainingKey, cell: Training, context: CellContext): Promise<TrainedModel> {
  const { dataset: name, split, model: label, seed } = key;
  const taught = cell.teacher !== undefined && (await readsTokens(context.input(cell.teacher.folder)));
  const dataset = await loadDataset(context.dataset(name), { tokens: taught || takesTokens(cell.model) });
  const share = cell.training.trainShare ?? 1;
  const parts = {
    train: takeShare(takePart(dataset, split, 'train'), share, seed),
    validation: takePart(dataset, split, 'validation'),
  };
  const shapes = { left: featureShape(dataset.left.features), right: featureShape(dataset.right.features) };
  const definition = defineModel(cell.model, shapes, cell.network);
  const named = { ...definition, name: label, summary: summaryOf(definition.summary, cell) };
  const model = cell.frozen === undefined ? named : withFrozen(named, await readWeights(context.input(cell.frozen.folder)));
  const { threads, device } = cell;
  const teacher = cell.teacher === undefined ? undefined : await openTeacher(cell, cell.teacher, parts.train, context);
  const { weights, log } = await train({
    model,
    objective: objectives[cell.objective.name].bind(cell.objective.settings),
    teacher,
    neighbours: cell.mined === undefined ? undefined : await readNeighbours(context.input(cell.mined.file)),
    ...parts,
    validate: (scores) => meanReciprocalRank(withoutExcluded(scores, parts.validation.exclude), parts.validation.relevance),
    settings: cell.equalTime === undefined ? cell.training : atEqualTime(cell.training, cell.equalTime, context),
    seed: cell.seed ?? seed,
    session: { threads, device },
    onProgress: ({ step, steps, loss }) => {
      if (step % 20 === 0) context.progress(step / steps, `step ${step} of ${steps}, loss ${loss.toFixed(3)}`);
    },
  });
  await teacher?.close();
  const { best } = log;
  if (log.stopped !== 'diverged' && weights !== undefined && best !== undefined) {
    const shown = { share, pairs: parts.train.relevance.columnOf.length };
    return { model, weights, log: { ...log, best }, shown };
  }
  return {
    failure: {
      message: `training of ${label} diverged at step ${log.steps} of seed ${seed}: its loss is no longer a number`,
      place: id,
      remedy: 'Lower training.learningRate in the suite, or lengthen training.warmUpSteps.',
    },
    details: { log, diverged: { seed, step: log.steps } },
  };
}

/** The model in a line, and how it was trained where that is not the usual way. */
const summaryOf = (summary: string, { objective, teacher, mined, frozen, training }: Training): string =>
  [
    summary,
    ...(objective.name === 'info-nce' ? [] : [`by ${objective.name}`]),
    ...(teacher === undefined ? [] : [`taught by ${teacher.label}`]),
    ...((training.trainShare ?? 1) < 1
      ? [`shown ${Number((100 * training.trainShare!).toPrecision(3))} % of the training families`]
      : []),
    ...(frozen === undefined ? [] : [`over ${frozen.label} as it was trained, frozen`]),
    ...(mined === undefined ? [] : [`hard wrong answers by ${mined.miner}`]),
  ].join(', ');

async function openTeacher(
  { threads, device }: Training,
  { cell, folder }: NonNullable<Training['teacher']>,
  { left, right }: DatasetPart,
  context: CellContext,
): Promise<TeacherScores & { close(): Promise<void> }> {
  const scale = context.needed(cell, madeModel).details.logitScale ?? 1;
  const scorer = await openRowScores(context.input(folder), left.features, right.features, { threads, device });
  return {
    operationsPerPair: scorer.operationsPerPair,
    score: async (lefts, rights) => (await scorer.score(lefts, rights)).map((score) => scale * score),
    close: () => scorer.close(),
  };
}

async function readNeighbours(path: string): Promise<Neighbours> {
  const neighbours = (await readSafetensors(path)).tensors.neighbours;
  if (neighbours?.dtype !== 'I32' || neighbours.shape.length !== 2) throw new Error(`internal: ${path} holds no neighbours`);
  return { depth: neighbours.shape[1]!, rows: neighbours.data as Int32Array };
}

function atEqualTime(
  training: TrainingSettings,
  { timeOf, paceOf }: NonNullable<Training['equalTime']>,
  context: CellContext,
): TrainingSettings {
  const figureOf = (cell: string, metric: string): number => {
    const found = context.needed(cell, trainingFigures).figures.find((figure) => figure.metric === metric);
    if (found === undefined) throw new Error(`internal: the training cell ${cell} has no ${metric}`);
    return found.value;
  };
  const secondsPerStep = figureOf(paceOf, 'training time') / figureOf(paceOf, 'training steps');
  return rescaled(training, Math.max(1, Math.round(figureOf(timeOf, 'training time') / secondsPerStep)));
}
