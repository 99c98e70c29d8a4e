import { counted } from '../../counted.ts';
import { loadDataset } from '../../dataset/load.ts';
import { fitPairDensity } from '../../dataset/synthetic-pairs.ts';
import { writeSafetensors } from '../../files/safetensors.ts';
import { deriveSeed } from '../../random.ts';
import { featureTensors } from '../../retrieval/features-file.ts';
import type { Direction, Matrix } from '../../types.ts';
import type { CellRun, SplitKey } from '../cell.ts';
import { candidateSide, querySide } from '../planning/layout.ts';

export interface SyntheticCell {
  readonly direction: Direction;
  /** Candidates to draw. */
  readonly count: number;
  readonly queries: number;
  /** Where the features lie, relative to OUT. */
  readonly files: { readonly candidates: string; readonly queries: string };
}

/** Draws candidates and queries from a density fitted to the real pairs of a data set: for sizes beyond it, and for cost alone. */
export const run: CellRun<SyntheticCell, SplitKey> = async ({ key, settings }, context) => {
  const { direction, count, queries, files } = settings;
  const { left, right, relevance } = await loadDataset(context.dataset(key.dataset));
  const features = { left: left.features.global, right: right.features.global };
  context.progress(0.1, 'fitting a density');
  const density = fitPairDensity(features, relevance, candidateSide(direction));
  context.progress(0.4, `drawing ${counted(count, 'candidate')}`);
  const write = async (path: string, global: Matrix): Promise<void> =>
    writeSafetensors(context.output(path), featureTensors({ global }));
  await write(files.candidates, density.draw(candidateSide(direction), count, deriveSeed(0, 'candidates')));
  await write(files.queries, density.draw(querySide(direction), queries, deriveSeed(0, 'queries')));
  return { details: { bandwidth: density.bandwidth, candidates: count, queries } };
};
