import type { DatasetManifest } from '../../dataset/manifest.ts';
import { type ModelRow, models } from '../../models.ts';
import { equalTimeArm, secondSeedArm, twoSeedsArm } from '../../report/record/arms.ts';
import type { Cell } from '../cell.ts';
import { cellFileName } from '../cell.ts';
import type { AccuracyCell } from '../cells/accuracy.ts';
import type { FilterCell } from '../cells/filter.ts';
import type { MineCell } from '../cells/mine.ts';
import type { SanityCell } from '../cells/sanity.ts';
import type { TrainCell } from '../cells/train.ts';
import { type Arm, armLabel, armsOf, fitsTimeOf, type HardNegatives, inTrainingOrder, modelOf } from '../reading/arms.ts';
import type { Suite } from '../reading/schema.ts';
import { trainedAgain } from './ensemble-controls.ts';
import type { Estimator } from './estimate.ts';
import { cell, cellId, estimatorFor, folderOf, type Place, placesOf } from './place.ts';
import { type Costed, planCost, type ScorerFacts } from './plan-cost.ts';

/**
 * The cells of a suite, each after those it needs: for every data set and seed the models are trained and evaluated, then cost is measured for the first
 * seeds. Seed k uses split k modulo the number of splits.
 */
export function planCells(
  suite: Suite,
  manifests: Readonly<Record<string, DatasetManifest>>,
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  return suite.datasets.flatMap(({ name, splits }) => planDataset(suite, manifests[name]!, splits, scorers));
}

function planDataset(
  suite: Suite,
  manifest: DatasetManifest,
  splits: readonly string[] | undefined,
  scorers: Readonly<Record<string, ScorerFacts>>,
): Cell[] {
  const { name } = manifest;
  const estimator = estimatorFor(manifest, suite.threads);
  const places = placesOf(suite, manifest, splits);
  const ordered = inTrainingOrder(armsOf(suite), suite.baseline);
  const shares = [...new Set(ordered.map(({ training }) => training.trainShare ?? 1))]
    .filter((share) => share < 1)
    .sort((a, b) => a - b);
  const sanity: SanityCell = shares.length > 0 ? { shares } : {};
  const cells = places
    .filter(({ isFirst }) => isFirst)
    .flatMap(({ split, seed }) => {
      const key = { dataset: name, split };
      const estimate = estimator.sanity(shares.length);
      return [
        cell({ kind: 'split', id: `${name}/${split}/split`, key, needs: [], settings: {}, estimate: estimator.split() }),
        cell({ kind: 'sanity', id: `${name}/${split}/sanity`, key: { ...key, seed }, needs: [], settings: sanity, estimate }),
      ];
    });
  const baseline = ordered.find(({ label }) => label === suite.baseline)!;
  const timed = suite.equalTimeArm
    ? ordered.filter((arm) => arm.arm === undefined && familyOf(arm) !== familyOf(baseline) && fitsTimeOf(baseline, arm))
    : [];
  const again = ordered.filter(
    (arm) => isServed(suite, name) && trainedAgain(suite).includes(arm.label) && !(suite.twoSeedsArm && arm === baseline),
  );
  for (const place of places) {
    const { seed } = place;
    for (const arm of ordered) {
      cells.push(...mining(suite, arm, ordered, place, estimator, cells), ...trainAndEvaluate(suite, arm, place, estimator));
    }
    for (const arm of timed) cells.push(...trainAndEvaluate(suite, arm, place, estimator, baseline));
    if (suite.twoSeedsArm) cells.push(...twoSeeds(suite, baseline, place, estimator));
    // The block `serving` measures on the first seed.
    if (place === places[0]) for (const arm of again) cells.push(secondSeed(suite, arm, place, estimator).train);
    const { cost } = suite;
    if (seed >= cost.seeds || cost.datasets?.includes(name) === false) continue;
    const costed = ordered.filter(({ label, arm }) => cost.models?.includes(label) ?? arm === undefined);
    for (const arm of costed) cells.push(...planCost(suite, costedArm(arm, place, estimator), place, estimator, scorers));
  }
  return cells;
}

const familyOf = (arm: Arm): ModelRow['family'] => models[modelOf(arm)].family;

const minedFile = (id: string): string => `cells/${cellFileName(id)}.safetensors`;
const mineId = (place: Place, { miner, depth }: HardNegatives): string => cellId(place, miner, `mine-${depth}`);

/** The lists that an arm's batches draw from, unless another arm has them made already. */
function mining(
  { threads, device }: Suite,
  { hardNegatives }: Arm,
  arms: readonly Arm[],
  place: Place,
  estimator: Estimator,
  cells: readonly Cell[],
): Cell[] {
  if (hardNegatives === undefined) return [];
  const id = mineId(place, hardNegatives);
  if (cells.some((cell) => cell.id === id)) return [];
  const { miner, depth } = hardNegatives;
  const { dataset, split, seed } = place;
  const settings: MineCell = { folder: folderOf(place, miner), file: minedFile(id), depth, threads, device };
  const tower = arms.find(({ label }) => label === miner)!;
  const estimate = estimator.mine(estimator.sized(modelOf(tower), tower.network), depth);
  const key = { dataset, split, model: miner, seed };
  return [cell({ kind: 'mine', id, key, needs: [cellId(place, miner, 'train')], settings, estimate })];
}

/** @param timeOf the baseline, for the arm that is trained for as long as it took */
function trainAndEvaluate(suite: Suite, arm: Arm, place: Place, estimator: Estimator, timeOf?: Arm): Cell[] {
  const label = timeOf === undefined ? arm.label : armLabel(arm.label, equalTimeArm);
  const { dataset, split, seed, isFirst } = place;
  const { threads, device } = suite;
  const { objective, training, network, hardNegatives } = arm;
  const key = { dataset, split, model: label, seed };
  const folder = folderOf(place, label);
  const model = modelOf(arm);
  const trainId = cellId(place, label, 'train');
  const equalTime =
    timeOf === undefined
      ? undefined
      : { timeOf: cellId(place, timeOf.label, 'train'), paceOf: cellId(place, arm.label, 'train') };
  const taught = objective.settings.teacher;
  const teacher =
    typeof taught === 'string'
      ? { label: taught, cell: cellId(place, taught, 'train'), folder: folderOf(place, taught) }
      : undefined;
  const mined =
    hardNegatives === undefined
      ? undefined
      : { ...hardNegatives, cell: mineId(place, hardNegatives), file: minedFile(mineId(place, hardNegatives)) };
  const frozen =
    arm.frozen === undefined
      ? undefined
      : { label: arm.frozen, cell: cellId(place, arm.frozen, 'train'), folder: folderOf(place, arm.frozen) };
  const needs = [equalTime?.timeOf, equalTime?.paceOf, teacher?.cell, mined?.cell, frozen?.cell].filter((id) => id !== undefined);
  const learned = { model, network, training, objective, teacher, mined, frozen, equalTime, threads, device };
  const keepsWeights = armsOf(suite).some((other) => other.frozen === label) || undefined;
  const trainSettings: TrainCell = { ...learned, folder, keepsWeights };
  const accuracySettings: AccuracyCell = { folder, keepsScores: isFirst, threads, device };
  const filterSettings: FilterCell = { folder, threads, device };
  const { batchSize, maxSteps, stepsPerCheck } = training;
  const paced = timeOf ?? arm;
  const sized = estimator.sized(model, network);
  const expected = estimator.train(estimator.sized(modelOf(paced), paced.network), batchSize, maxSteps, maxSteps / stepsPerCheck);
  const evaluating = { key, needs: [trainId] };
  return [
    cell({ kind: 'train', id: trainId, key, needs: [...new Set(needs)], settings: trainSettings, estimate: expected }),
    cell({
      kind: 'accuracy',
      id: cellId(place, label, 'accuracy'),
      ...evaluating,
      settings: accuracySettings,
      estimate: estimator.accuracy(sized, isFirst),
    }),
    ...(suite.pairFiltering && timeOf === undefined
      ? [
          cell({
            kind: 'filter',
            id: cellId(place, label, 'filter'),
            ...evaluating,
            settings: filterSettings,
            estimate: estimator.filter(sized),
          }),
        ]
      : []),
  ];
}

/** Far from the seeds of a suite, which count from 0. */
const secondSeedOffset = 1000;

const isServed = ({ serving }: Suite, dataset: string): boolean => serving?.datasets?.includes(dataset) ?? serving !== undefined;

/** A model once more with another seed, on the same split. */
function secondSeed(suite: Suite, arm: Arm, place: Place, estimator: Estimator) {
  const again = { ...arm, label: armLabel(arm.label, secondSeedArm) };
  const [train, accuracy] = trainAndEvaluate({ ...suite, pairFiltering: false }, again, place, estimator) as [Cell, Cell];
  return { again, train: { ...train, settings: { ...train.settings, seed: place.seed + secondSeedOffset } }, accuracy };
}

/** The baseline once more with another seed, and both scores averaged. */
function twoSeeds(suite: Suite, baseline: Arm, place: Place, estimator: Estimator): Cell[] {
  const { threads, device } = suite;
  const { dataset, split, seed, isFirst } = place;
  const { again, train, accuracy } = secondSeed(suite, baseline, place, estimator);
  const label = armLabel(baseline.label, twoSeedsArm);
  const [folder, averagedWith] = [folderOf(place, baseline.label), folderOf(place, again.label)];
  const settings: AccuracyCell = { folder, averagedWith, keepsScores: isFirst, threads, device };
  const averaged = cell({
    kind: 'accuracy',
    id: cellId(place, label, 'accuracy'),
    key: { dataset, split, model: label, seed },
    needs: [cellId(place, baseline.label, 'train'), train.id],
    settings,
    estimate: accuracy.estimate,
  });
  return [train, accuracy, averaged];
}

const costedArm = (arm: Arm, place: Place, estimator: Estimator): Costed => ({
  label: arm.label,
  madeBy: cellId(place, arm.label, 'train'),
  hasVectors: models[modelOf(arm)].fusion.metric !== undefined,
  sized: estimator.sized(modelOf(arm), arm.network),
});

/** What a whole plan takes. */
export const totalEstimate = (cells: readonly Cell[]): Cell['estimate'] => ({
  seconds: cells.reduce((sum, { estimate }) => sum + estimate.seconds, 0),
  bytes: cells.reduce((sum, { estimate }) => sum + estimate.bytes, 0),
});
