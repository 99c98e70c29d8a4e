import type { DatasetManifest } from '../../dataset/manifest.ts';
import { UserError } from '../../errors.ts';
import { equalTimeArm } from '../../report/record/arms.ts';
import type { Cell } from '../cell.ts';
import type { TrialCell } from '../cells/trial.ts';
import { type Arm, armLabel, armsOf, fitsTimeOf, inTrainingOrder, modelOf, trainedBefore } from '../reading/arms.ts';
import type { Suite } from '../reading/schema.ts';
import { drawTrial, withDrawn } from './draw-trial.ts';
import { cell, estimatorFor, type Place, placesOf } from './place.ts';

/**
 * The trials of a suite: for every data set and seed, each model as often as any other, with the values that were drawn for the trial; then, but for the
 * baseline and what is frozen, once more for as long as the baseline's trial took. Models that learn from another are left out: their teacher would have to be
 * tuned first.
 * @throws UserError of kind `input` when that leaves no model, or not the baseline
 */
export function planTuning(suite: Suite, manifests: Readonly<Record<string, DatasetManifest>>): Cell[] {
  const arms = inTrainingOrder(
    armsOf(suite).filter((arm) => trainedBefore(arm).length === 0),
    suite.baseline,
  );
  const baseline = arms.find(({ label }) => label === suite.baseline);
  if (baseline === undefined) {
    throw new UserError('input', `the baseline "${suite.baseline}" learns from another model and cannot be tuned`, {
      remedy: 'Choose a baseline that is trained alone.',
    });
  }
  const alsoTimed = arms.filter((arm) => arm !== baseline && fitsTimeOf(baseline, arm));
  const { trials, space } = suite.tuning;
  return suite.datasets.flatMap(({ name, splits }) => {
    const manifest = manifests[name]!;
    const estimator = estimatorFor(manifest, suite.threads);
    return placesOf(suite, manifest, splits).flatMap((place) =>
      Array.from({ length: trials }, (_, trial) => trial).flatMap((trial) =>
        arms.flatMap((arm) => {
          const { training, network, objective } = withDrawn(arm, drawTrial(space, trial));
          const { batchSize, maxSteps, stepsPerCheck } = training;
          const timed = alsoTimed.includes(arm) ? [false, true] : [false];
          return timed.map((equalTime) => {
            const label = equalTime ? armLabel(arm.label, equalTimeArm) : arm.label;
            const times = equalTime ? { timeOf: trialId(place, baseline, trial), paceOf: trialId(place, arm, trial) } : undefined;
            const settings: TrialCell = {
              trial,
              drawn: drawTrial(space, trial),
              model: modelOf(arm),
              network,
              training,
              objective,
              equalTime: times,
              threads: suite.threads,
              device: suite.device,
            };
            const paced = equalTime ? withDrawn(baseline, drawTrial(space, trial)).network : network;
            const estimate = estimator.train(
              estimator.sized(modelOf(equalTime ? baseline : arm), paced),
              batchSize,
              maxSteps,
              maxSteps / stepsPerCheck,
            );
            const key = { dataset: place.dataset, split: place.split, model: label, seed: place.seed };
            const needs = times === undefined ? [] : [times.timeOf, times.paceOf];
            const id = trialId(place, { label }, trial);
            return cell({ kind: 'trial', id, key, needs, settings, estimate: { ...estimate, bytes: 3_000 } });
          });
        }),
      ),
    );
  });
}

const trialId = ({ dataset, split, seed }: Place, { label }: Pick<Arm, 'label'>, trial: number): string =>
  `${dataset}/${split}/${label}/seed-${seed}/trial-${trial}`;
