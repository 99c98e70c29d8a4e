import { defineModel, type ModelSettings } from '../../define-model.ts';
import { isTrained } from '../../graph/parameters.ts';
import { isModelName, type ModelName } from '../../models.ts';
import type { TrainingSettings } from '../../training/settings.ts';
import { type ChosenObjective, chosen, objectiveNames } from './objective-schema.ts';
import type { Suite } from './schema.ts';

/** One training that a suite lists: a model, and what differs from the suite's own settings. */
export interface Arm {
  /** `model`, or `model@arm`: by this name it is reported. What has an @ is shown beside the models and is no contender. */
  readonly label: string;
  readonly model: string;
  /** The part of the label after @. */
  readonly arm: string | undefined;
  readonly objective: ChosenObjective;
  readonly training: TrainingSettings;
  readonly network: ModelSettings;
  readonly hardNegatives: HardNegatives | undefined;
  /** The label of the tower it holds, trained before and left as it is. */
  readonly frozen: string | undefined;
  /** The label whose batch and steps it takes over. */
  readonly budgetOf: string | undefined;
}

export interface HardNegatives {
  readonly miner: string;
  readonly depth: number;
}

/** What `budgetOf` takes over of another training. */
export const budget = ({ batchSize, maxSteps, stepsPerCheck, patience, warmUpSteps }: TrainingSettings) => ({
  batchSize,
  maxSteps,
  stepsPerCheck,
  patience,
  warmUpSteps,
});

export const armLabel = (model: string, arm: string | undefined): string => (arm === undefined ? model : `${model}@${arm}`);

/** What a list entry says: `model`, `model@objective`, or an object. */
function entryOf(given: Suite['models'][number]): Exclude<Suite['models'][number], string> {
  if (typeof given !== 'string') return given;
  const at = given.indexOf('@');
  if (at < 0) return { model: given };
  const arm = given.slice(at + 1);
  const objective = objectiveNames.find((name) => name === arm);
  return { model: given.slice(0, at), arm, objective };
}

/** Every training of a suite, in the order of its list, with all settings filled in. */
export function armsOf(suite: Suite): Arm[] {
  const { objective, hardNegatives, ...training } = suite.training;
  const arms = suite.models.map((given): Arm => {
    const entry = entryOf(given);
    const label = armLabel(entry.model, entry.arm);
    const widths = { ...suite.widths[entry.model], ...(label === entry.model ? {} : suite.widths[label]) };
    // A miner cannot look for what it is to be trained with.
    const mined = entry.hardNegatives ?? (hardNegatives?.miner === label ? undefined : hardNegatives);
    return {
      label,
      model: entry.model,
      arm: entry.arm,
      objective: chosen(entry.objective ?? objective),
      training: { ...training, ...entry.training },
      network: { ...suite.network, ...widths, ...entry.network },
      hardNegatives: mined,
      frozen: entry.frozen,
      budgetOf: entry.budgetOf,
    };
  });
  // Reading a suite refuses chains, so the other one's budget is its own.
  return arms.map((arm) => {
    const other = arms.find(({ label }) => label === arm.budgetOf);
    return other === undefined ? arm : { ...arm, training: { ...arm.training, ...budget(other.training) } };
  });
}

/** Labels of the arms that have to be trained before. */
export const trainedBefore = ({ objective, hardNegatives, frozen }: Arm): string[] => [
  ...(typeof objective.settings.teacher === 'string' ? [objective.settings.teacher] : []),
  ...(hardNegatives === undefined ? [] : [hardNegatives.miner]),
  ...(frozen === undefined ? [] : [frozen]),
];

/**
 * Arms in the order of training: the baseline first, each after those it learns from, otherwise as listed.
 * @throws an internal error for a circle, which reading a suite refuses
 */
export function inTrainingOrder(arms: readonly Arm[], baseline: string): Arm[] {
  const ordered: Arm[] = [];
  const visit = (arm: Arm, path: readonly Arm[]): void => {
    if (ordered.includes(arm)) return;
    if (path.includes(arm)) throw new Error(`internal: ${arm.label} learns from itself`);
    for (const label of trainedBefore(arm)) visit(arms.find((other) => other.label === label)!, [...path, arm]);
    ordered.push(arm);
  };
  for (const arm of arms.toSorted((a, b) => Number(b.label === baseline) - Number(a.label === baseline))) visit(arm, []);
  return ordered;
}

export const modelOf = ({ model }: Arm): ModelName => {
  if (isModelName(model)) return model;
  throw new Error(`internal: no model ${model}`);
};

/** Sizes change nothing about what a model has to train and by which objectives it can be; those of the sides differ, as they mostly do. */
export const anyShapes = {
  left: { width: 6, tokens: { count: 2, width: 3 }, words: 8 },
  right: { width: 4, tokens: { count: 2, width: 3 }, words: 8 },
};

/** Whether an arm has anything to train: what is frozen takes no time, and has no pace. */
const learns = (arm: Arm): boolean => defineModel(modelOf(arm), anyShapes).parameters.some(isTrained);

/** Whether an arm can be trained for as long as the baseline took. */
export const fitsTimeOf = (baseline: Arm, arm: Arm): boolean => learns(baseline) && learns(arm);
