import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure } from '../../record.ts';
import { holm } from '../../statistics/holm.ts';
import { isArm, modelOfArm } from '../record/arms.ts';
import { accuracyFigures } from './accuracy-figures.ts';
import type { ModelRuns } from './accuracy-runs.ts';
import { difference, holmOf, pOf, toOwnModel } from './derived-names.ts';
import { differenceFigures } from './difference-figures.ts';
import { type ObjectiveArm, objectiveArmFigures } from './objective-arms.ts';
import { representativeFigures } from './representatives.ts';
import { taughtArmFigures } from './taught-arms.ts';

/** Whom the models of a data set are compared with, by name. */
export interface Compared {
  readonly baseline: string;
  /** Arms that are compared with their own model. */
  readonly arms: readonly ObjectiveArm[];
  /** The one that speaks for the family of the baseline, and those that are tested against it. */
  readonly representative?: { readonly model: string; readonly tested: readonly string[] };
}

/**
 * Accuracy of all models of one data set over the `seeds`, and their differences, with the p of all that are tested corrected by Holm: to the baseline for all models but arms and
 * both directions, to their own model for all arms with an objective of their own; and what of these has a teacher keeps of its lead. Model by model, because what a model
 * scored in every resample serves all of them and is too much to keep for every model.
 */
export function modelFigures(models: readonly ModelRuns[], seeds: readonly number[], compared: Compared): Figure[] {
  const named = (name: string | undefined): ModelRuns | undefined => models.find(({ model }) => model === name);
  const { arms, representative } = compared;
  const [baseline, speaker] = [named(compared.baseline), named(representative?.model)];
  const found = models.map((one) => {
    const arm = arms.find(({ label }) => label === one.model);
    const own = arm === undefined ? undefined : named(modelOfArm(one.model));
    const teacher = named(arm?.teacher);
    const isSpokenFor = speaker !== undefined && one !== speaker && !isArm(one.model);
    return {
      accuracy: accuracyFigures(one, seeds),
      toBaseline: baseline === undefined || one === baseline ? [] : differenceFigures(one, baseline, seeds),
      toOwn: own === undefined || own === one ? [] : objectiveArmFigures(one, own, seeds),
      toTeacher: own === undefined || teacher === undefined ? [] : taughtArmFigures(one, own, teacher, seeds),
      toSpeaker: isSpokenFor
        ? representativeFigures(one, speaker, representative?.tested.includes(one.model) === true, seeds)
        : [],
    };
  });
  return [
    ...found.flatMap(({ accuracy }) => accuracy),
    ...withHolm(
      found.flatMap(({ toBaseline }) => toBaseline),
      difference(decisionMetric),
    ),
    ...withHolm(
      found.flatMap(({ toOwn }) => toOwn),
      toOwnModel(decisionMetric),
      () => true,
    ),
    ...found.flatMap(({ toTeacher }) => toTeacher),
    ...found.flatMap(({ toSpeaker }) => toSpeaker),
  ];
}

/** … and the p of those of this name, corrected for having tested all that count. */
function withHolm(
  figures: readonly Figure[],
  name: string,
  counts = ({ model = '' }: Figure): boolean => !isArm(model),
): Figure[] {
  const tested = figures.filter((figure) => figure.metric === pOf(name) && counts(figure));
  const corrected = holm(tested.map(({ value }) => value));
  return [...figures, ...tested.map((figure, i) => ({ ...figure, metric: holmOf(name), value: corrected[i]! }))];
}
