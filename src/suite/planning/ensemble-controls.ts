import { meanOfTwo, secondSeedOf } from '../../report/record/arms.ts';
import { armsOf } from '../reading/arms.ts';
import type { Suite } from '../reading/schema.ts';
import type { ServedModel } from './served-models.ts';
import { labelled, referenceOf, type Strategy, strategiesOf } from './strategies.ts';

/**
 * The control of every fused cascade whose first stage the suite trains: the same cascade, with a second seed of the first stage in place of the network, and the mean of
 * both scores. What a network adds to a tower is what it adds beyond a second tower.
 */
export function ensembleControls(strategies: readonly Strategy[], models: ReadonlyMap<string, ServedModel>): Strategy[] {
  const controls = new Map<string, Strategy>();
  for (const strategy of strategies) {
    const { fused, first } = strategy;
    if (!fused || first === undefined || models.get(first.model)?.madeBy !== 'train') continue;
    const model = secondSeedOf(first.model);
    const settings = { ...strategy.settings, weight: meanOfTwo };
    // Over other sizes it costs what the cascade does.
    const control = labelled({ ...strategy, model, settings, fused: false, sized: false });
    controls.set(JSON.stringify([model, control.label]), control);
  }
  // Their exhaustive search is ranked, to compare them with, and not timed: it costs what that of the first seed does.
  const alone = [...new Set([...controls.values()].map(({ model }) => model))].map((model) => ({
    ...referenceOf(model, models.get(model)!.hasVectors),
    sized: false,
    timed: false,
  }));
  return [...alone, ...controls.values()];
}

/** Labels of the trainings that are done once more with another seed, for the controls of a suite. */
export function trainedAgain(suite: Suite): string[] {
  if (suite.serving === undefined) return [];
  const labels = armsOf(suite).map(({ label }) => label);
  const again = strategiesOf(suite.serving).flatMap(({ fused, first }) => (fused && first !== undefined ? [first.model] : []));
  return labels.filter((label) => again.includes(label));
}
