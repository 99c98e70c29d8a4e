import { join } from 'node:path';
import { loadDataset } from '../dataset/load.ts';
import { takePart } from '../dataset/part.ts';
import { unitIndices } from '../dataset/unit-indices.ts';
import { withoutExcluded } from '../metrics/exclude.ts';
import { ndcgAt } from '../metrics/ndcg.ts';
import { rankRightAnswers } from '../metrics/rankings.ts';
import { createRandom, deriveSeed } from '../random.ts';
import { scoreMatrix } from '../retrieval/score-matrix.ts';
import { mean, standardDeviation } from '../statistics/summary.ts';
import { layout } from '../suite/planning/layout.ts';
import type { DatasetPart, Matrix } from '../types.ts';
import { type AccuracyAnswer, type ProbeRequest, protocolVersion } from './protocol.ts';

/** Both have families of their own. What is trained on is left out: nearly all of it is found, whatever the code does. */
const parts = ['validation', 'test'] as const;
const score = ndcgAt(10);

/** nDCG@10 of every query in both directions over all candidates, as a report has it, by this side's code from the weights that both sides are given. */
export async function accuracyProbe(request: ProbeRequest): Promise<AccuracyAnswer> {
  const dataset = await loadDataset(request.data);
  const taken = parts.map((part) => takePart(dataset, request.split, part));
  const units = taken.flatMap((part) => {
    const ofItems = unitIndices(dataset, part);
    return [ofItems.left, ofItems.right];
  });
  const models: Record<string, { ndcg: number[]; units: number[] }> = {};
  for (const model of request.models) {
    const folder = join(request.run, layout.model(request.dataset, request.split, model));
    const matrices: Matrix[] = [];
    for (const { left, right } of taken) {
      matrices.push(await scoreMatrix(folder, left.features, right.features, { device: 'cpu', threads: request.threads }));
    }
    const points = request.plant?.ndcgPoints ?? 0;
    const seed = deriveSeed(request.seed, 'plant', model);
    models[model] = perQuery(points > 0 ? degraded(matrices, taken, points / 100, seed) : matrices, taken, units);
  }
  return { protocol: protocolVersion, task: 'accuracy', models };
}

/** The queries of one direction after the other, part by part; `units` has the families of all items in that order. */
function perQuery(
  matrices: readonly Matrix[],
  taken: readonly DatasetPart[],
  units: readonly Int32Array[],
): { ndcg: number[]; units: number[] } {
  const [ndcg, families]: [number[], number[]] = [[], []];
  for (const [i, { relevance, exclude }] of taken.entries()) {
    const scores = withoutExcluded(matrices[i]!, exclude);
    for (const [side, direction] of (['left-right', 'right-left'] as const).entries()) {
      const { queryRows, offsets, ranks, grades } = rankRightAnswers(scores, relevance, direction);
      for (const [query, row] of queryRows.entries()) {
        const [first, end] = [offsets[query]!, offsets[query + 1]!];
        ndcg.push(score(ranks.subarray(first, end), grades.subarray(first, end)));
        families.push(units[i * 2 + side]![row]!);
      }
    }
  }
  return { ndcg, units: families };
}

/** Scores with as much seeded noise as costs about `loss` of mean nDCG@10; its scale is found by bisection. */
function degraded(matrices: readonly Matrix[], taken: readonly DatasetPart[], loss: number, seed: number): Matrix[] {
  const noUnits = taken.flatMap(({ left, right }) => [new Int32Array(left.items.length), new Int32Array(right.items.length)]);
  const meanOf = (scores: readonly Matrix[]): number => mean(perQuery(scores, taken, noUnits).ndcg)!;
  const noise = matrices.map(({ data }, i) => {
    const random = createRandom(deriveSeed(seed, i));
    const spread = standardDeviation(data.subarray(0, 10_000))!;
    return Float32Array.from(data, () => spread * random.normal());
  });
  const noisy = (scale: number): Matrix[] =>
    matrices.map(({ rows, columns, data }, i) => ({
      rows,
      columns,
      data: data.map((value, j) => value + scale * noise[i]![j]!),
    }));
  const target = meanOf(matrices) - loss;
  let [low, high] = [0, 1];
  while (high < 64 && meanOf(noisy(high)) > target) high *= 2;
  for (let step = 0; step < 10; step++) {
    const middle = (low + high) / 2;
    if (meanOf(noisy(middle)) > target) low = middle;
    else high = middle;
  }
  return noisy(high);
}
