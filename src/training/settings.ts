/** What decides how a model is trained. Every model of a run gets the same, whichever family of models it is of. */
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
  /** Share of the families of training items that is shown, default 1; validation items stay the same. */
  readonly trainShare?: number;
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

/** Rises linearly over the warm-up, then falls along half a cosine to zero at the last step (Loshchilov & Hutter 2017). `step` starts at 1. */
export function learningRateAt(step: number, { learningRate, warmUpSteps, maxSteps }: TrainingSettings): number {
  if (step <= warmUpSteps) return (learningRate * step) / warmUpSteps;
  const progress = (step - warmUpSteps) / Math.max(1, maxSteps - warmUpSteps);
  return (learningRate * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
}

/** The same schedule in fewer or more steps: the warm-up keeps its share, so that an arm short of steps is not short-changed. */
export const rescaled = (settings: TrainingSettings, maxSteps: number): TrainingSettings => ({
  ...settings,
  maxSteps,
  warmUpSteps: Math.round((settings.warmUpSteps * maxSteps) / settings.maxSteps),
});
