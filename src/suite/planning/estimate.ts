import { defineModel, type ModelSettings } from '../../define-model.ts';
import { idleQueries } from '../../measuring/idle.ts';
import type { ModelName } from '../../models.ts';
import { kindOf } from '../../retrieval/scorer-kinds.ts';
import { describeModel } from '../../training/export-model.ts';
import type { FeatureShape, ModelManifest } from '../../types.ts';
import type { Estimate } from '../cell.ts';

/** Sizes of a data set that time and disk depend on; N left and M right items of one test part. */
export interface Sizes {
  readonly left: { readonly items: number; readonly tested: number; readonly features: FeatureShape };
  readonly right: { readonly items: number; readonly tested: number; readonly features: FeatureShape };
}

/** Order of magnitude on a 2-core server of 2023; the progress line corrects it by what the cells really take. */
export const operationsPerSecondPerThread = 4e10;
/** A fresh process that loads the runtime and a data set. */
export const startSeconds = 1.2;
const directionCount = 2;

/** Float32 values that are written of an item. */
const values = ({ width, tokens, words = 0 }: FeatureShape): number =>
  width + (tokens === undefined ? 0 : tokens.count * (tokens.width + 1)) + words / 32;

/** A cell that takes thirty times what was expected, and two minutes, hangs. */
export const hangSeconds = ({ seconds }: Estimate): number => 120 + 30 * seconds;

/** What is counted of a model. */
export type Sized = Pick<ModelManifest, 'work' | 'parameters'>;

/** Operations of a pair that a scorer scores. */
export const operationsPerPair = ({ work }: Sized, scorer: string): number =>
  (kindOf(scorer).scoresAll === 'as drawn' ? work.pair : work.interaction).operations;

/** Expects what cells take, from counted operations and sizes alone. */
export interface Estimator {
  /** A model over the features of the data set. */
  sized(model: ModelName, network: ModelSettings): Sized;
  split(): Estimate;
  /** @param shares of the training families, besides all of them */
  sanity(shares: number): Estimate;
  train(sized: Sized, batchSize: number, steps: number, checks: number): Estimate;
  mine(sized: Sized, depth: number): Estimate;
  accuracy(sized: Sized, keepsScores: boolean): Estimate;
  filter(sized: Sized): Estimate;
  latency(sized: Sized, scorer: string, queries: number, maximumSeconds: number, idleSeconds?: number): Estimate;
  scale(sized: Sized, scorer: string, pairs: readonly number[]): Estimate;
  index(queries: number, maximumSeconds: number, values: number): Estimate;
  batch(maximumSeconds: number, shapes: number): Estimate;
  memory(): Estimate;
}

export function createEstimator({ left, right }: Sizes, threads: number): Estimator {
  const rate = operationsPerSecondPerThread * threads;
  const described = new Map<string, Sized>();
  const describe = (model: ModelName, network: ModelSettings): Sized => {
    const name = JSON.stringify([model, network]);
    const known =
      described.get(name) ?? describeModel(defineModel(model, { left: left.features, right: right.features }, network));
    described.set(name, known);
    return known;
  };
  const pairs = left.tested * right.tested;
  const one = (seconds: number, bytes = 0): Estimate => ({ seconds: startSeconds + seconds, bytes });
  return {
    sized: describe,
    split: () => one(0.5, 4 * (left.tested * values(left.features) + right.tested * values(right.features))),
    sanity(shares) {
      // Eight matrices of scores, and linear algebra in plain JavaScript: normal equations of about four test parts, then the products of one.
      const [narrow, wide] = [left.features.width, right.features.width].sort((a, b) => a - b) as [number, number];
      const products = (4 * Math.max(left.tested, right.tested) + narrow) * narrow * (narrow + wide) + pairs * narrow;
      return one(((8 + shares) * pairs) / 3e6 + ((1 + shares) * products) / 7e8, 20_000);
    },
    train({ work, parameters }, batchSize, steps, checks) {
      // Forward and backward are about three times the forward pass.
      const step =
        3 * (batchSize * (work.left.operations + work.right.operations) + batchSize ** 2 * work.interaction.operations);
      // A tenth of what is not tested validates, about as many pairs as (0.1 × 4 test parts)².
      const check = 0.16 * pairs * work.interaction.operations;
      // Five files hold the weights about two and a half times.
      return one((steps * step + checks * check) / rate, 10 * parameters);
    },
    mine({ work }, depth) {
      // About four test parts are trained on.
      return one((16 * pairs * work.interaction.operations) / rate + (16 * pairs) / 2e8, 16 * depth * left.tested);
    },
    accuracy({ work }, keepsScores) {
      const perQuery = 36 * (left.tested + right.tested);
      const kept = (pairs <= 16e6 ? 4 * pairs : 0) + 100 * 60 * (left.tested + right.tested);
      return one((pairs * work.interaction.operations) / rate + pairs / 2e6, perQuery + (keepsScores ? kept : 0));
    },
    filter({ work }) {
      // Test pairs and, as in training, a sixth of their number of validation pairs.
      const judged = 1.16 * pairs;
      return one((judged * work.interaction.operations) / rate + judged / 5e5, 30 * (left.tested + right.tested));
    },
    latency(sized, scorer, queries, maximumSeconds, idleSeconds = 0) {
      const candidates = (left.tested + right.tested) / directionCount;
      const query = 2e-4 + (candidates * operationsPerPair(sized, scorer)) / rate;
      const timed = Math.min(maximumSeconds, queries * query) + idleQueries * idleSeconds;
      return one(directionCount * (1 + timed), 60 * queries * directionCount);
    },
    scale(sized, scorer, sizes) {
      const total = sizes.reduce((sum, size) => sum + Math.max(1.5, (size * operationsPerPair(sized, scorer)) / rate), 0);
      return one(total, 2_000);
    },
    index(queries, maximumSeconds, values) {
      const candidates = (left.tested + right.tested) / directionCount;
      const build = candidates / 2_000;
      return one(directionCount * (1 + build + values * Math.min(maximumSeconds, 0.6 + queries * 3e-4)), 180 * queries * values);
    },
    // A warm-up, and half a second where that is enough.
    batch: (maximumSeconds, shapes) => one(shapes * (0.5 + Math.min(0.7, maximumSeconds)), 5_000 * shapes),
    memory: () => one(0.5),
  };
}
