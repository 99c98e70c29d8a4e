/** What decides how a model is trained. Every model of a run gets the same, whichever family it is of. */
export interface TrainingSettings {
  /** Pairs a step; all batchSize² combinations of their items are scored. */
  readonly batchSize: number;
  readonly maxSteps: number;
  /** Steps between two looks at the validation items. */
  readonly stepsPerCheck: number;
  /** Looks without a better validation MRR before training stops. */
  readonly patience: number;
  readonly learningRate: number;
  readonly warmUpSteps: number;
  readonly weightDecay: number;
}

export const defaultTrainingSettings: TrainingSettings = {
  batchSize: 96,
  maxSteps: 800,
  stepsPerCheck: 50,
  patience: 6,
  learningRate: 1e-3,
  warmUpSteps: 50,
  weightDecay: 1e-3,
};

/**
 * Rises linearly over the warm-up, then falls along half a cosine to zero at the last step (Loshchilov & Hutter 2017), or at the end of the time that training
 * has, whichever is nearer: an arm that is short of time still gets a whole schedule. `step` starts at 1; `timeShare` is the share of the time that is gone.
 */
export function learningRateAt(step: number, { learningRate, warmUpSteps, maxSteps }: TrainingSettings, timeShare = 0): number {
  if (step <= warmUpSteps) return (learningRate * step) / warmUpSteps;
  const progress = Math.max((step - warmUpSteps) / Math.max(1, maxSteps - warmUpSteps), timeShare);
  return (learningRate * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
}
