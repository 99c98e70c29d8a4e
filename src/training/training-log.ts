/** A look at validation, after so many steps. */
export interface TrainingCheck {
  readonly step: number;
  /** Mean over the steps since the last check; left out where there were none. */
  readonly loss?: number;
  readonly validation: number;
}

/** How a training went, and why it ended. */
export interface TrainingLog {
  readonly steps: number;
  readonly epochs: number;
  /** Wall time of the steps alone, and of the checks. */
  readonly stepSeconds: number;
  readonly checkSeconds: number;
  readonly operationsPerStep: number;
  readonly stopped: 'last step' | 'no better for long' | 'diverged' | 'nothing to train';
  /** Left out when training diverged before the first check. */
  readonly best?: TrainingCheck;
  readonly curve: readonly TrainingCheck[];
}
