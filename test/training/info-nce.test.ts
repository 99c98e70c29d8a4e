import { expect, it } from 'vitest';
import { input } from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { createParameterScope, type ParameterDeclaration } from '../../src/graph/parameters.ts';
import { createRandom } from '../../src/random.ts';
import { infoNce } from '../../src/training/objectives/info-nce.ts';

const size = 5;
const declared: ParameterDeclaration[] = [];
const loss = infoNce(
  { scores: input('scores', [size, size]), blocked: input('blocked', [size, size]), initialScale: 4 },
  createParameterScope(declared),
);
const lossOf = (scores: readonly number[], blocked: readonly number[], scale: number): number =>
  evaluate([loss], {
    scores: { shape: [size, size], data: Float64Array.from(scores) },
    blocked: { shape: [size, size], data: Float64Array.from(blocked) },
    log_scale: { shape: [], data: Float64Array.of(Math.log(scale)) },
  })[0]!.data[0]!;

it('InfoNCE is the mean cross-entropy of rows and columns, with blocked answers left out of both', () => {
  const random = createRandom(2);
  const scores = Array.from({ length: size * size }, () => random.normal());
  const blocked = scores.map((_, at) => (at % (size + 1) !== 0 && random.uniform() < 0.3 ? 1 : 0));
  let expected = 0;
  for (let i = 0; i < size; i++) {
    for (const along of [(j: number) => i * size + j, (j: number) => j * size + i]) {
      const rivals = [...Array(size).keys()].filter((j) => blocked[along(j)] === 0);
      const total = rivals.reduce((sum, j) => sum + Math.exp(3 * scores[along(j)]!), 0);
      expected -= Math.log(Math.exp(3 * scores[i * size + i]!) / total) / (2 * size);
    }
  }
  expect(lossOf(scores, blocked, 3)).toBeCloseTo(expected, 6);
});

it('InfoNCE starts its scale where the fusion says', () => {
  expect(declared).toMatchObject([{ name: 'log_scale', initialiser: { kind: 'constant', value: Math.log(4) } }]);
});

it('InfoNCE of equal scores is the logarithm of the number of candidates', () => {
  expect(lossOf(Array(size * size).fill(1), Array(size * size).fill(0), 2)).toBeCloseTo(Math.log(size), 6);
});
