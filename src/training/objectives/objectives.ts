import { adversarial } from './adversarial.ts';
import { adversarialInstance } from './adversarial-instance.ts';
import { binary } from './binary.ts';
import { distilKl } from './distil-kl.ts';
import { distilMarginMse } from './distil-margin-mse.ts';
import { infoNce } from './info-nce.ts';
import { instanceDiscrimination } from './instance-discrimination.ts';
import { listwise } from './listwise.ts';
import type { Objective } from './objective.ts';
import { sampledSoftmax } from './sampled-softmax.ts';
import { triplet } from './triplet.ts';

/** Every objective, by the name that suites use. */
export const objectives = {
  'info-nce': infoNce,
  'sampled-softmax': sampledSoftmax,
  triplet,
  binary,
  listwise,
  'instance-discrimination': instanceDiscrimination,
  adversarial,
  'adversarial-instance': adversarialInstance,
  'distil-margin-mse': distilMarginMse,
  'distil-kl': distilKl,
} as const satisfies Readonly<Record<string, Objective>>;

export type ObjectiveName = keyof typeof objectives;
