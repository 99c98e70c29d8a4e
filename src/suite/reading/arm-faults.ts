import { defineModel } from '../../define-model.ts';
import { isModelName, models } from '../../models.ts';
import { suggestion } from '../../nearest-name.ts';
import { equalTimeArm, secondSeedArm, twoSeedsArm } from '../../report/record/arms.ts';
import { objectionToFrozen } from '../../training/frozen.ts';
import { objectionTo } from '../../training/objectives/objection.ts';
import { objectives } from '../../training/objectives/objectives.ts';
import { type Arm, anyShapes, armsOf, budget, trainedBefore } from './arms.ts';
import { objectiveNames } from './objective-schema.ts';
import type { Suite } from './schema.ts';

export interface ArmFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What makes no sense in the trainings that a suite lists. */
export function armFaults(suite: Suite): ArmFault[] {
  const arms = armsOf(suite);
  const labels = arms.map(({ label }) => label);
  return arms.flatMap((arm, i) => {
    const given = suite.models[i]!;
    const path = ['models', i] as const;
    const at = (...keys: readonly string[]) => (typeof given === 'string' ? path : [...path, ...keys]);
    const faults: ArmFault[] = [];
    if (labels.indexOf(arm.label) < i) faults.push({ path, message: `"${arm.label}" is listed twice` });
    if (arm.arm === secondSeedArm || arm.arm === twoSeedsArm)
      faults.push({ path: at('arm'), message: `the arm "${arm.arm}" is planned by twoSeedsArm: true` });
    if (arm.arm === equalTimeArm)
      faults.push({ path: at('arm'), message: `the arm "${equalTimeArm}" is planned by equalTimeArm: true` });
    if (typeof given === 'string' && arm.arm !== undefined && !objectiveNames.some((name) => name === arm.arm)) {
      const message = `no objective "${arm.arm}". ${suggestion(arm.arm, objectiveNames)} Any other arm is written { model, arm, … }`;
      faults.push({ path, message });
    }
    for (const { keys, message } of budgetFaults(suite, i, arms)) faults.push({ path: [...path, ...keys], message });
    const ownObjective = typeof given !== 'string' && given.objective !== undefined;
    const objectivePath =
      typeof given === 'string' && arm.arm !== undefined ? path : ownObjective ? at('objective') : ['training', 'objective'];
    for (const message of objectiveFaults(arm, arms)) faults.push({ path: objectivePath, message });
    const ownMiner = typeof given !== 'string' && given.hardNegatives !== undefined;
    const minerPath = [...(ownMiner ? at('hardNegatives') : ['training', 'hardNegatives']), 'miner'];
    for (const message of minerFaults(arm, arms)) faults.push({ path: minerPath, message });
    for (const message of frozenFaults(arm, arms)) faults.push({ path: at('frozen'), message });
    const circle = circleThrough(arm, arms);
    if (circle !== undefined) faults.push({ path, message: `learns from itself: ${circle.join(' ← ')}` });
    return faults;
  });
}

/** What is wrong with the budget that the i-th training takes over, and under which of its keys. */
function budgetFaults(
  suite: Suite,
  i: number,
  arms: readonly Arm[],
): { readonly keys: readonly string[]; readonly message: string }[] {
  const given = suite.models[i]!;
  if (typeof given === 'string' || given.budgetOf === undefined) return [];
  const { budgetOf, training = {} } = given;
  const atName = (message: string) => [{ keys: ['budgetOf'], message }];
  const other = arms.find(({ label }) => label === budgetOf);
  if (other === undefined) {
    const labels = arms.map(({ label }) => label);
    return atName(`unknown model of this suite "${budgetOf}". ${suggestion(budgetOf, labels)}`);
  }
  if (other === arms[i]) return atName(`"${budgetOf}" is this training itself: name another one`);
  if (other.budgetOf !== undefined)
    return atName(`"${budgetOf}" takes over a budget itself: name "${other.budgetOf}", whose it is`);
  const usual = budget(suite.training);
  const own = Object.keys(usual).filter((key) => Object.hasOwn(training, key));
  if (own.length > 0)
    return own.map((key) => ({ keys: ['training', key], message: 'budgetOf decides this too: leave one of the two out' }));
  const theirs = Object.values(budget(other.training));
  return Object.values(usual).every((value, at) => value === theirs[at])
    ? atName(
        `"${budgetOf}" is trained with the batch and steps of the whole suite, so that nothing changes: give it settings of its own`,
      )
    : [];
}

function objectiveFaults({ label, model, objective }: Arm, arms: readonly Arm[]): string[] {
  const row = objectives[objective.name];
  const parsed = row.settings.safeParse(objective.settings);
  if (!parsed.success) {
    const missing = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    return [`${objective.name} needs its settings (${missing}): write { name: ${objective.name}, settings: { … } }`];
  }
  const faults: string[] = [];
  const { teacher } = objective.settings;
  const labels = arms.map((arm) => arm.label);
  if (typeof teacher === 'string' && !labels.includes(teacher))
    faults.push(`the teacher "${teacher}" is not trained in this suite. ${suggestion(teacher, labels)}`);
  if (isModelName(model)) {
    const objection = objectionTo(defineModel(model, anyShapes), row, objective.settings);
    if (objection !== undefined) faults.push(`${label} cannot be trained by ${objective.name}: ${objection}`);
  }
  return faults;
}

function minerFaults({ hardNegatives, training }: Arm, arms: readonly Arm[]): string[] {
  if (hardNegatives === undefined) return [];
  if ((training.trainShare ?? 1) < 1)
    return ['lists of hard wrong answers are made of all training items, and trainShare shows a part of them'];
  const { miner } = hardNegatives;
  const found = arms.find(({ label }) => label === miner);
  if (found === undefined)
    return [
      `the miner "${miner}" is not trained in this suite. ${suggestion(
        miner,
        arms.map(({ label }) => label),
      )}`,
    ];
  if (isModelName(found.model) && models[found.model].family !== 'dual tower')
    return [`the miner "${miner}" is no dual tower: lists are made by searching embeddings`];
  return [];
}

function frozenFaults({ label, model, network, frozen }: Arm, arms: readonly Arm[]): string[] {
  if (frozen === undefined) return [];
  const base = arms.find((arm) => arm.label === frozen);
  if (base === undefined) {
    const labels = arms.map((arm) => arm.label);
    return [`the model "${frozen}" is not trained in this suite. ${suggestion(frozen, labels)}`];
  }
  if (!isModelName(model) || !isModelName(base.model)) return [];
  const objection = objectionToFrozen(defineModel(model, anyShapes, network), defineModel(base.model, anyShapes, base.network));
  return objection === undefined ? [] : [`${label} does not hold ${frozen}: ${objection}`];
}

/** Labels from an arm back to itself along what each learns from; undefined when it does not come back. */
function circleThrough(start: Arm, arms: readonly Arm[]): string[] | undefined {
  const seen = new Set<string>();
  const walk = (arm: Arm, path: readonly string[]): string[] | undefined => {
    for (const label of trainedBefore(arm)) {
      if (label === start.label) return [...path, label];
      const next = arms.find((other) => other.label === label);
      if (next === undefined || seen.has(label)) continue;
      seen.add(label);
      const found = walk(next, [...path, label]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, [start.label]);
}
