import type { Matrix } from '../types.ts';
import type { TrainingCheck, TrainingLog } from './training-log.ts';
import type { TrainingState } from './training-state.ts';
import type { ValidationScorer } from './validation-scores.ts';
import type { Weights } from './weights.ts';

/** Looks at validation while a model is trained, and keeps the weights of the best one. */
export interface Checks {
  /** Looks after so many steps, with the mean loss since the last look; gives why training ends here, undefined where it goes on. */
  look(step: number, loss?: number): Promise<TrainingLog['stopped'] | undefined>;
  readonly curve: readonly TrainingCheck[];
  readonly best: { readonly check: TrainingCheck; readonly weights: Weights } | undefined;
}

/** @param patience looks without a better one before training ends */
export function createChecks(
  state: TrainingState,
  scorer: ValidationScorer,
  validate: (scores: Matrix) => number,
  patience: number,
): Checks {
  const curve: TrainingCheck[] = [];
  let best: Checks['best'];
  return {
    curve,
    get best() {
      return best;
    },
    async look(step, loss) {
      const scores = await scorer.score(state.weights());
      if (scores.data.some(Number.isNaN)) return 'diverged';
      const check = { step, ...(loss === undefined ? {} : { loss }), validation: validate(scores) };
      curve.push(check);
      if (best === undefined || check.validation > best.check.validation) best = { check, weights: state.copy() };
      return curve.length - curve.indexOf(best.check) > patience ? 'no better for long' : undefined;
    },
  };
}
