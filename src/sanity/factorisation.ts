import { createRandom, deriveSeed } from '../random.ts';
import type { Item } from '../types.ts';
import type { SanityArm, SanityWorld } from './arm.ts';
import { asScores, type Dense, gram, productTransposed, solvePositive, transposed } from './dense.ts';
import { sharesItems } from './item-overlap.ts';

/** In the middle of the ranges of Rendle et al.; not tuned on any data set here. */
const settings = { factors: 32, sweeps: 12, unobserved: 0.1, regularisation: 0.05 };

/**
 * Matrix factorisation of the right pairs of training, by alternating least squares over all pairs, those not seen with a small weight (Hu, Koren and
 * Volinsky, ICDM 2008; in the form and with the frequency-scaled regularisation of Rendle et al., Revisiting the Performance of iALS, RecSys 2022). Rows of one
 * unit are one thing at several moments, and have one factor. It knows ids alone, no features; what was not in training scores 0.
 */
export const factorisation: SanityArm = {
  summary: 'matrix factorisation of the right pairs of training (iALS), ids alone',
  learns: true,
  scores: (world) => {
    if (!sharesItems(world)) return undefined;
    const { train, test, seed } = world;
    const [lefts, rights] = [indexUnits(train.left.items), indexUnits(train.right.items)];
    const answers = answersOf(world, lefts, rights);
    const asked = turned(answers, rights.size);
    const random = createRandom(deriveSeed(seed, 'factorisation'));
    const draw = (rows: number): Dense => ({
      rows,
      columns: settings.factors,
      data: Float64Array.from({ length: rows * settings.factors }, () => random.normal() / settings.factors),
    });
    let [left, right] = [draw(lefts.size), draw(rights.size)];
    for (let sweep = 0; sweep < settings.sweeps; sweep++) {
      left = solved(answers, right);
      right = solved(asked, left);
    }
    return asScores(productTransposed(factorsOf(test.left.items, left, lefts), factorsOf(test.right.items, right, rights)));
  },
};

const indexUnits = (items: readonly Item[]): Map<string, number> =>
  new Map([...new Set(items.map(({ unit }) => unit))].map((unit, i) => [unit, i]));

/** The factors of items [N, F]; zeros for what was not in training. */
function factorsOf(items: readonly Item[], factors: Dense, index: ReadonlyMap<string, number>): Dense {
  const { columns } = factors;
  const data = new Float64Array(items.length * columns);
  for (const [i, { unit }] of items.entries()) {
    const row = index.get(unit);
    if (row !== undefined) data.set(factors.data.subarray(row * columns, (row + 1) * columns), i * columns);
  }
  return { rows: items.length, columns, data };
}

type Answers = readonly ReadonlySet<number>[];

function answersOf({ train }: SanityWorld, lefts: ReadonlyMap<string, number>, rights: ReadonlyMap<string, number>): Answers {
  const { left, right, relevance } = train;
  const answers = Array.from({ length: lefts.size }, () => new Set<number>());
  for (let row = 0; row < relevance.rows; row++) {
    const own = answers[lefts.get(left.items[row]!.unit)!]!;
    for (let at = relevance.offsets[row]!; at < relevance.offsets[row + 1]!; at++)
      if (relevance.grades[at]! > 0) own.add(rights.get(right.items[relevance.columnOf[at]!]!.unit)!);
  }
  return answers;
}

function turned(answers: Answers, count: number): Answers {
  const asked = Array.from({ length: count }, () => new Set<number>());
  answers.forEach((own, row) => {
    for (const column of own) asked[column]!.add(row);
  });
  return asked;
}

/** The factors of one side that are best for those of the other: `(α YᵀY + Σ y yᵀ + λ (n + α M) I) x = Σ y` for each row with n answers. */
function solved(answers: Answers, other: Dense): Dense {
  const { factors, unobserved, regularisation } = settings;
  const unseen = gram(transposed(other)).data.map((value) => unobserved * value);
  const data = new Float64Array(answers.length * factors);
  const none = new Float64Array(factors);
  for (const [row, own] of answers.entries()) {
    if (own.size === 0) continue;
    const normal = unseen.slice();
    const sum = new Float64Array(factors);
    const rows = [...own].map((answer) => other.data.subarray(answer * factors, (answer + 1) * factors));
    // Two answers at once: every entry is read and written half as often.
    for (let at = 0; at < rows.length; at += 2) {
      const [y, z] = [rows[at]!, rows[at + 1] ?? none];
      for (let i = 0; i < factors; i++) {
        const [u, v] = [y[i]!, z[i]!];
        sum[i]! += u + v;
        for (let j = 0; j <= i; j++) normal[i * factors + j]! += u * y[j]! + v * z[j]!;
      }
    }
    for (let i = 0; i < factors; i++) normal[i * factors + i]! += regularisation * (own.size + unobserved * other.rows);
    const square = { rows: factors, columns: factors };
    data.set(solvePositive({ ...square, data: normal }, { rows: factors, columns: 1, data: sum }).data, row * factors);
  }
  return { rows: answers.length, columns: factors, data };
}
