import type { ScoreLevels } from './score-levels.ts';

/** P(related | score s) = 1 / (1 + exp(−(scale · s + bias))). */
export interface PlattScaling {
  readonly scale: number;
  readonly bias: number;
}

export const probabilityOf = ({ scale, bias }: PlattScaling, score: number): number =>
  1 / (1 + Math.exp(-(scale * score + bias)));

const maximumIterations = 100;
/** A step shorter than this share of Newton's is none. */
const shortestStep = 1e-10;
const ridge = 1e-12;
const gradientTolerance = 1e-10;

/**
 * Scale and bias of largest likelihood, by Newton's method with backtracking (Lin, Lin and Weng, A note on Platt's probabilistic outputs, 2007,
 * algorithm 1), towards Platt's targets (1999): (R + 1) / (R + 2) for the R right pairs and 1 / (W + 2) for the W wrong ones, which keep
 * separable scores finite. A scorer that says nothing gets scale 0; one that is upside down a negative scale.
 * `undefined` unless there are right and wrong pairs and all scores are finite.
 */
export function fitPlatt({ scores, right, wrong, rightTotal, wrongTotal }: ScoreLevels): PlattScaling | undefined {
  if (rightTotal === 0 || wrongTotal === 0) return undefined;
  const total = rightTotal + wrongTotal;
  const meanOver = (of: (score: number) => number): number =>
    scores.reduce((sum, score, level) => sum + (right[level]! + wrong[level]!) * of(score), 0) / total;
  const center = meanOver((score) => score);
  const deviation = Math.sqrt(meanOver((score) => (score - center) ** 2));
  if (!Number.isFinite(deviation)) return undefined;
  // Scores of any size become numbers near 1, for which tolerances mean the same.
  const unit = deviation > 0 ? deviation : 1;
  const standard = Float64Array.from(scores, (score) => (score - center) / unit);
  const [rightTarget, wrongTarget] = [(rightTotal + 1) / (rightTotal + 2), 1 / (wrongTotal + 2)];

  /** −log likelihood a pair, its gradient and its Hessian. */
  const at = (scale: number, bias: number) => {
    let [loss, byScale, byBias, scaleScale, scaleBias, biasBias] = [0, 0, 0, 0, 0, 0];
    for (let level = 0; level < standard.length; level++) {
      const x = standard[level]!;
      const weight = right[level]! + wrong[level]!;
      const logit = scale * x + bias;
      const targets = right[level]! * rightTarget + wrong[level]! * wrongTarget;
      // log(1 + e^z) − t z without overflow.
      loss += weight * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)))) - targets * logit;
      const p = 1 / (1 + Math.exp(-logit));
      const residual = weight * p - targets;
      const curvature = weight * p * (1 - p);
      byScale += residual * x;
      byBias += residual;
      scaleScale += curvature * x * x;
      scaleBias += curvature * x;
      biasBias += curvature;
    }
    return {
      loss: loss / total,
      gradient: [byScale / total, byBias / total] as const,
      hessian: [scaleScale / total + ridge, scaleBias / total, biasBias / total + ridge] as const,
    };
  };

  let [scale, bias] = [0, Math.log((rightTotal + 1) / (wrongTotal + 1))];
  let here = at(scale, bias);
  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    const [g, h] = [here.gradient, here.hessian];
    if (Math.abs(g[0]) < gradientTolerance && Math.abs(g[1]) < gradientTolerance) break;
    const determinant = h[0] * h[2] - h[1] * h[1];
    const [toScale, toBias] = [-(h[2] * g[0] - h[1] * g[1]) / determinant, -(h[0] * g[1] - h[1] * g[0]) / determinant];
    const slope = g[0] * toScale + g[1] * toBias;
    let step = 1;
    let there = at(scale + toScale, bias + toBias);
    while (step >= shortestStep && !(there.loss < here.loss + 1e-4 * step * slope)) {
      step /= 2;
      there = at(scale + step * toScale, bias + step * toBias);
    }
    if (step < shortestStep) break;
    [scale, bias, here] = [scale + step * toScale, bias + step * toBias, there];
  }
  return { scale: scale / unit, bias: bias - (scale * center) / unit };
}
