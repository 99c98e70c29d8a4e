import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSafetensors } from '../../src/files/safetensors.ts';
import { featureTensors } from '../../src/retrieval/features-file.ts';
import { openScorer } from '../../src/retrieval/open.ts';
import type { FeatureShape, Features, Matrix, ScorerSpec, Side } from '../../src/types.ts';
import { toyFeatures } from '../support/toy-features.ts';
import { type ToyWidths, toyMatrix } from '../support/toy-model.ts';

/** A folder of its own with features of both sides in files. */
export interface ToyWorld {
  readonly folder: string;
  readonly left: Features;
  readonly right: Features;
  spec(kind: string, model: string, queries: Side, more?: Partial<ScorerSpec>): ScorerSpec;
  remove(): void;
}

export async function createToyWorld(
  widths: ToyWidths,
  leftCount: number,
  rightCount: number,
  beside?: Readonly<Record<Side, Omit<FeatureShape, 'width'>>>,
  value?: (drawn: number) => number,
): Promise<ToyWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'toy-'));
  const mapped = (matrix: Matrix): Matrix => (value === undefined ? matrix : { ...matrix, data: matrix.data.map(value) });
  const features = (side: Side, rows: number, seed: number): Features => ({
    ...toyFeatures(rows, { width: widths[side], ...beside?.[side] }, seed),
    global: mapped(toyMatrix(rows, widths[side], seed)),
  });
  const left = features('left', leftCount, 11);
  const right = features('right', rightCount, 12);
  const file = (side: Side) => join(folder, `${side}.safetensors`);
  await writeSafetensors(file('left'), featureTensors(left));
  await writeSafetensors(file('right'), featureTensors(right));
  return {
    folder,
    left,
    right,
    spec: (kind, model, queries, more) => ({
      kind,
      modelDir: join(folder, model),
      queries,
      candidates: file(queries === 'left' ? 'right' : 'left'),
      device: 'cpu',
      threads: 1,
      settings: {},
      ...more,
    }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Scores of all pairs [N, M] by the scorer that caches nothing. */
export async function naiveScores(world: ToyWorld, model: string): Promise<Float32Array> {
  const [left, right] = [world.left.global.rows, world.right.global.rows];
  const scorer = await openScorer(world.spec('exhaustive-naive', model, 'left'));
  const { rows, scores } = await scorer.search(await scorer.encode(world.left), right);
  await scorer.close();
  const data = new Float32Array(left * right).fill(Number.NaN);
  for (let i = 0; i < data.length; i++) data[Math.floor(i / right) * right + rows[i]!] = scores[i]!;
  return data;
}

/** rows × weight, in float64. */
export const times = ({ rows, columns, data }: Matrix, weight: Float32Array): number[][] =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: weight.length / columns }, (_, h) => {
      let sum = 0;
      for (let d = 0; d < columns; d++) sum += data[row * columns + d]! * weight[(d * weight.length) / columns + h]!;
      return sum;
    }),
  );
