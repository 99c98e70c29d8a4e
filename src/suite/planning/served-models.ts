import type { DatasetManifest } from '../../dataset/manifest.ts';
import { models } from '../../models.ts';
import { secondSeedArm } from '../../report/record/arms.ts';
import { armLabel, armsOf, modelOf } from '../reading/arms.ts';
import type { Suite } from '../reading/schema.ts';
import type { Sized } from './estimate.ts';
import type { ImportedModel } from './imported-models.ts';
import { estimatorFor } from './place.ts';

/** A model that a strategy can serve. */
export interface ServedModel {
  /** The cell that makes its folder. */
  readonly madeBy: 'train' | 'import';
  /** Whether an index can search it. */
  readonly hasVectors: boolean;
  readonly sized: Sized;
}

/** All that is served in a suite, by label: what it trains, with a second seed where that is a control, and what it imports. */
export function servedModels(
  suite: Suite,
  manifest: DatasetManifest,
  imported: readonly ImportedModel[],
): ReadonlyMap<string, ServedModel> {
  const estimator = estimatorFor(manifest, suite.threads);
  const trained = armsOf(suite).flatMap((arm): [string, ServedModel][] => {
    const hasVectors = models[modelOf(arm)].fusion.metric !== undefined;
    const served: ServedModel = { madeBy: 'train', hasVectors, sized: estimator.sized(modelOf(arm), arm.network) };
    return [arm.label, armLabel(arm.label, secondSeedArm)].map((label) => [label, served]);
  });
  const brought = imported.map(({ name, metric, sized }): [string, ServedModel] => {
    return [name, { madeBy: 'import', hasVectors: metric !== undefined, sized }];
  });
  return new Map([...trained, ...brought]);
}
