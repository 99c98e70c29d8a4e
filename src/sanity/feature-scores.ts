import type { Matrix, Side } from '../types.ts';
import type { SanityArm, SanityWorld } from './arm.ts';
import { asScores, type Dense, gram, productTransposed, solvePositive, transposed } from './dense.ts';

/** Mean and deviation of every column over the training items; 0 where values differ by rounding only, as in the standardisation of models. */
interface Scale {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

function scaleOf({ rows, columns, data }: Matrix): Scale {
  const [means, variances] = [new Float64Array(columns), new Float64Array(columns)];
  for (let row = 0, at = 0; row < rows; row++) for (let i = 0; i < columns; i++) means[i]! += data[at++]! / rows;
  for (let row = 0, at = 0; row < rows; row++)
    for (let i = 0; i < columns; i++) variances[i]! += (data[at++]! - means[i]!) ** 2 / rows;
  return {
    means,
    deviations: variances.map((variance, i) => (variance > 1e-12 * (1 + means[i]! ** 2) ? Math.sqrt(variance) : 0)),
  };
}

/** Rows standardised, then of length 1. What does not vary in training is 0. */
function unitRows({ rows, columns, data }: Matrix, { means, deviations }: Scale): Dense {
  const unit = new Float64Array(data.length);
  for (let first = 0; first < data.length; first += columns) {
    let squared = 0;
    for (let i = 0; i < columns; i++) {
      const value = deviations[i]! > 0 ? (data[first + i]! - means[i]!) / deviations[i]! : 0;
      unit[first + i] = value;
      squared += value * value;
    }
    const norm = Math.sqrt(squared) || 1;
    for (let i = first; i < first + columns; i++) unit[i]! /= norm;
  }
  return { rows, columns, data: unit };
}

const trainedOn = ({ train }: SanityWorld, side: Side): Matrix => train[side].features.global;
const testedOn = ({ test }: SanityWorld, side: Side): Matrix => test[side].features.global;

export const frozen: SanityArm = {
  summary: 'cosine of the features as they are, standardised',
  scores: (world) => {
    const { left, right } = world.test;
    if (left.features.global.columns !== right.features.global.columns) return undefined;
    const unit = (side: Side): Dense => unitRows(testedOn(world, side), scaleOf(trainedOn(world, side)));
    return asScores(productTransposed(unit('left'), unit('right')));
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
  learns: true,
  scores: (world) => {
    const widths = { left: trainedOn(world, 'left').columns, right: trainedOn(world, 'right').columns };
    const narrow: Side = widths.left < widths.right ? 'left' : 'right';
    const wide: Side = narrow === 'left' ? 'right' : 'left';
    const size = widths[narrow];
    const work = (world.train[narrow].items.length + size) * size * (size + widths[wide]);
    if (work > largestWork) return undefined;
    const scales = { narrow: scaleOf(trainedOn(world, narrow)), wide: scaleOf(trainedOn(world, wide)) };
    const map = regression(
      world,
      narrow,
      unitRows(trainedOn(world, narrow), scales.narrow),
      unitRows(trainedOn(world, wide), scales.wide),
    );
    if (map === undefined) return undefined;
    const [x, y] = [unitRows(testedOn(world, narrow), scales.narrow), unitRows(testedOn(world, wide), scales.wide)];
    const products = cosines(x, map, y);
    return asScores(narrow === 'left' ? products : transposed(products));
  },
};

/** `cos(x W, y)` [N, M] of unit rows y, by the order of products that takes fewer operations: W is applied to the side with fewer items, roughly. */
function cosines(x: Dense, map: Dense, y: Dense): Dense {
  const [size, width] = [map.rows, map.columns];
  const toX = x.rows * width * (size + y.rows);
  const toY = y.rows * size * (width + x.rows) + size ** 2 * (width / 2 + x.rows);
  const norms = new Float64Array(x.rows);
  let products: Dense;
  if (toX < toY) {
    const predicted = productTransposed(x, transposed(map));
    products = productTransposed(predicted, y);
    for (let at = 0; at < predicted.data.length; at++) norms[Math.floor(at / width)]! += predicted.data[at]! ** 2;
  } else {
    // x W · y = x · W y, and ‖x W‖² = x W Wᵀ xᵀ: both in the narrower space.
    products = productTransposed(x, productTransposed(y, map));
    const turned = productTransposed(x, gram(map));
    for (let at = 0; at < x.data.length; at++) norms[Math.floor(at / size)]! += turned.data[at]! * x.data[at]!;
  }
  for (let row = 0, at = 0; row < x.rows; row++) {
    const norm = Math.sqrt(norms[row]!) || 1;
    for (let column = 0; column < y.rows; column++) products.data[at++]! /= norm;
  }
  return products;
}

/** W [D, E] of the right pairs of training; a pair is its vector x of the narrower side [D] and y of the other [E]. `undefined` where no x varies. */
function regression({ train }: SanityWorld, narrow: Side, x: Dense, y: Dense): Dense | undefined {
  const { relevance } = train;
  // Of every item of the narrower side: the sum of its answers' vectors, and how many they are.
  const answers = { rows: x.rows, columns: y.columns, data: new Float64Array(x.rows * y.columns) };
  const times = new Float64Array(x.rows);
  for (let left = 0; left < relevance.rows; left++) {
    for (let at = relevance.offsets[left]!; at < relevance.offsets[left + 1]!; at++) {
      if (relevance.grades[at]! === 0) continue;
      const right = relevance.columnOf[at]!;
      const [item, answer] = narrow === 'left' ? [left, right] : [right, left];
      const [into, from] = [item * y.columns, answer * y.columns];
      for (let i = 0; i < y.columns; i++) answers.data[into + i]! += y.data[from + i]!;
      times[item]!++;
    }
  }
  const inputs = transposed(x);
  const often = { ...inputs, data: inputs.data.map((value, at) => value * Math.sqrt(times[at % x.rows]!)) };
  const normal = gram(often);
  const size = normal.rows;
  let trace = 0;
  for (let i = 0; i < size; i++) trace += normal.data[i * size + i]!;
  if (trace === 0) return undefined;
  for (let i = 0; i < size; i++) normal.data[i * size + i]! += (shrinkage * trace) / size;
  return solvePositive(normal, productTransposed(inputs, transposed(answers)));
}
