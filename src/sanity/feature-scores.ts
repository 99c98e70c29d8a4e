import type { Matrix, Side } from '../types.ts';
import type { SanityArm, SanityWorld } from './arm.ts';
import { type Dense, productTransposed, solvePositive, transposed } from './dense.ts';

/** Features of one side, standardised by the training items and of length 1, for the items of training and of test. */
function unitRows({ train, test }: SanityWorld, side: Side): { readonly train: Dense; readonly test: Dense } {
  const { rows, columns, data } = train[side].features.global;
  const [means, deviations] = [new Float64Array(columns), new Float64Array(columns)];
  for (let at = 0; at < data.length; at++) means[at % columns]! += data[at]! / rows;
  for (let at = 0; at < data.length; at++) deviations[at % columns]! += (data[at]! - means[at % columns]!) ** 2 / rows;
  const unit = ({ rows: count, data: values }: Matrix): Dense => {
    const scaled = Float64Array.from(values, (value, at) => {
      const deviation = Math.sqrt(deviations[at % columns]!);
      return deviation > 0 ? (value - means[at % columns]!) / deviation : 0;
    });
    for (let row = 0; row < count; row++) {
      const vector = scaled.subarray(row * columns, (row + 1) * columns);
      const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
      for (let i = 0; i < columns; i++) vector[i]! /= norm;
    }
    return { rows: count, columns, data: scaled };
  };
  return { train: unit(train[side].features.global), test: unit(test[side].features.global) };
}

const asScores = ({ rows, columns, data }: Dense): Matrix => ({ rows, columns, data: Float32Array.from(data) });

export const frozen: SanityArm = {
  summary: 'cosine of the features as they are, standardised',
  scores: (world) => {
    const { left, right } = world.test;
    if (left.features.global.columns !== right.features.global.columns) return undefined;
    return asScores(productTransposed(unitRows(world, 'left').test, unitRows(world, 'right').test));
  },
};

/** λ as a share of the mean of what it is added to; chosen beforehand, not tuned. */
const shrinkage = 0.1;
/** Multiply-adds that the normal equations may take: some seconds. */
const largestWork = 2e10;

/**
 * Ridge regression in closed form (Hoerl & Kennard 1970) from the narrower side to the other, over the right pairs of training: `W = (XᵀX + λI)⁻¹ XᵀY` with
 * unit rows, scored by `cos(x W, y)`. What a linear map finds with no network, no batches and no seed.
 */
export const ridge: SanityArm = {
  summary: 'cosine after linear regression of one side on the other, in closed form',
  scores: (world) => {
    const widths = { left: world.train.left.features.global.columns, right: world.train.right.features.global.columns };
    const narrow: Side = widths.left < widths.right ? 'left' : 'right';
    const wide: Side = narrow === 'left' ? 'right' : 'left';
    const work = (world.train[narrow].items.length + widths[narrow]) * widths[narrow] * (widths[narrow] + widths[wide]);
    if (work > largestWork) return undefined;
    const [x, y] = [unitRows(world, narrow), unitRows(world, wide)];
    const { answers, weighted } = perItem(world, narrow, x.train, y.train);
    const inputs = transposed(x.train);
    const gram = productTransposed(transposed(weighted), inputs);
    const size = gram.rows;
    let trace = 0;
    for (let i = 0; i < size; i++) trace += gram.data[i * size + i]!;
    for (let i = 0; i < size; i++) gram.data[i * size + i]! += (shrinkage * trace) / size;
    const map = solvePositive(gram, productTransposed(inputs, transposed(answers)));
    // x W · y = x · W y, and ‖x W‖² = x W Wᵀ xᵀ: both in the narrower space.
    const products = productTransposed(x.test, productTransposed(y.test, map));
    const turned = productTransposed(x.test, productTransposed(map, map));
    for (let row = 0; row < products.rows; row++) {
      let squared = 0;
      for (let i = 0; i < size; i++) squared += turned.data[row * size + i]! * x.test.data[row * size + i]!;
      const norm = Math.sqrt(squared) || 1;
      for (let column = 0; column < products.columns; column++) products.data[row * products.columns + column]! /= norm;
    }
    return asScores(narrow === 'left' ? products : transposed(products));
  },
};

/** Of every training item of the narrower side: the sum of its right answers' vectors, and its own vector as often as it has any. */
function perItem(
  { train }: SanityWorld,
  narrow: Side,
  x: Dense,
  y: Dense,
): { readonly answers: Dense; readonly weighted: Dense } {
  const { relevance } = train;
  const answers = new Float64Array(x.rows * y.columns);
  const weighted = new Float64Array(x.data.length);
  for (let left = 0; left < relevance.rows; left++) {
    for (let at = relevance.offsets[left]!; at < relevance.offsets[left + 1]!; at++) {
      if (relevance.grades[at]! === 0) continue;
      const right = relevance.columnOf[at]!;
      const [item, answer] = narrow === 'left' ? [left, right] : [right, left];
      for (let i = 0; i < y.columns; i++) answers[item * y.columns + i]! += y.data[answer * y.columns + i]!;
      for (let i = 0; i < x.columns; i++) weighted[item * x.columns + i]! += x.data[item * x.columns + i]!;
    }
  }
  return {
    answers: { rows: x.rows, columns: y.columns, data: answers },
    weighted: { rows: x.rows, columns: x.columns, data: weighted },
  };
}
