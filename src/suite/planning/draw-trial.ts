import { createRandom, deriveSeed } from '../../random.ts';
import type { Arm } from '../reading/arms.ts';
import type { TuningSpace } from '../reading/tuning-schema.ts';

/** Values of one trial, by the names of the space. */
export type Drawn = Readonly<Record<string, number | readonly number[]>>;

/**
 * The values of a trial, the same for every model. Each setting is drawn by itself, so that one more in the space changes no other; trial 0 draws nothing.
 */
export function drawTrial(space: TuningSpace, trial: number): Drawn {
  if (trial === 0) return {};
  return Object.fromEntries(
    Object.entries(space).map(([name, from]) => {
      const random = createRandom(deriveSeed(0, 'trial', trial, name));
      if (Array.isArray(from)) return [name, from[random.below(from.length)]!];
      const { low, high } = from as { readonly low: number; readonly high: number };
      return [name, Number((low * (high / low) ** random.uniform()).toPrecision(3))];
    }),
  );
}

/** A training with what was drawn in place of its own. With another batch it takes other steps, so that it sees as many epochs at most. */
export function withDrawn(arm: Arm, drawn: Drawn): Pick<Arm, 'training' | 'network' | 'objective'> {
  const { temperature, learningRate, weightDecay, batchSize, ...network } = drawn;
  const { training, objective } = arm;
  const changed = { ...training, ...numbers({ learningRate, weightDecay, batchSize }) };
  const share = training.batchSize / changed.batchSize;
  const steps = (count: number): number => Math.max(1, Math.round(count * share));
  return {
    training: {
      ...changed,
      maxSteps: steps(training.maxSteps),
      stepsPerCheck: steps(training.stepsPerCheck),
      warmUpSteps: Math.round(training.warmUpSteps * share),
    },
    network: { ...arm.network, ...network },
    objective:
      temperature === undefined || objective.name !== 'info-nce'
        ? objective
        : { ...objective, settings: { ...objective.settings, temperature } },
  };
}

const numbers = (values: Drawn | Record<string, Drawn[string] | undefined>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));

/** What was drawn for a trial, in a line. */
export const drawnText = (drawn: Drawn): string => {
  const texts = Object.entries(drawn).map(([name, value]) => `${name} ${Array.isArray(value) ? value.join('→') : value}`);
  return texts.length === 0 ? 'as the suite says' : texts.join(', ');
};
