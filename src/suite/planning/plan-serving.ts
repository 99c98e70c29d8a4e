import type { DatasetManifest } from '../../dataset/manifest.ts';
import type { Cell } from '../cell.ts';
import type { BackboneCell } from '../cells/backbone.ts';
import type { SyntheticCell } from '../cells/synthetic.ts';
import type { Suite } from '../reading/schema.ts';
import { ensembleControls } from './ensemble-controls.ts';
import { servingEstimator } from './estimate-serving.ts';
import type { ImportedModel } from './imported-models.ts';
import { cell, placesOf } from './place.ts';
import { createBuilds } from './plan-builds.ts';
import { drawnFiles, drawnId, isIndexable, needsOf, type Planning, planStrategy, servedBy } from './plan-strategy.ts';
import { servedModels } from './served-models.ts';
import { strategiesOf, withReferences } from './strategies.ts';

/** The cells of the block `serving`, on the first seed of every data set: they come after all trainings. */
export function planServing(
  suite: Suite,
  manifests: Readonly<Record<string, DatasetManifest>>,
  imported: readonly ImportedModel[] = [],
): Cell[] {
  const { serving } = suite;
  if (serving === undefined) return [];
  return suite.datasets
    .filter(({ name }) => serving.datasets?.includes(name) ?? true)
    .flatMap(({ name, splits }) => {
      const manifest = manifests[name]!;
      const { left, right } = manifest.sides;
      const models = servedModels(suite, manifest, imported);
      return planPlace({
        suite,
        serving,
        place: placesOf(suite, manifest, splits)[0]!,
        models,
        estimator: servingEstimator(suite, manifest, models),
        items: {
          left: left.count,
          right: right.count,
          tokens: left.features.tokens !== undefined || right.features.tokens !== undefined,
        },
      });
    });
}

function planPlace(planning: Planning): Cell[] {
  const { place, estimator } = planning;
  const listed = strategiesOf(planning.serving);
  const controls = ensembleControls(listed, planning.models);
  const strategies = withReferences([...listed, ...controls], (model) => isIndexable(planning, model));
  const buildsOf = createBuilds({
    place,
    estimator,
    needsOf: (level) => needsOf(planning, level),
    servedBy: (level) => servedBy(planning, level),
  });
  return [
    ...backboneCells(planning),
    ...drawnCells(planning),
    ...strategies.flatMap((strategy) => planStrategy(planning, strategy, buildsOf)),
  ];
}

const backboneShare = 8;

function backboneCells({ suite, serving, place, estimator }: Planning): Cell[] {
  if (!serving.backbone) return [];
  const { dataset, split } = place;
  const { directions, queries, seconds } = serving;
  const settings: BackboneCell = {
    directions,
    queries,
    // A large network over a picture takes far longer than a search, and its p99 is part of every p99.
    maximumSeconds: backboneShare * seconds,
    threads: serving.threads[0]!,
    device: suite.device,
  };
  const [id, key] = [`${dataset}/${split}/backbone`, { dataset, split }];
  return [cell({ kind: 'backbone', id, key, needs: [], settings, estimate: estimator.backbone() })];
}

function drawnCells(planning: Planning): Cell[] {
  const { serving, place, estimator } = planning;
  const files = drawnFiles(planning);
  if (files === undefined) return [];
  const { dataset, split } = place;
  const direction = serving.directions[0]!;
  const settings: SyntheticCell = { direction, count: serving.sizes!.at(-1)!, queries: serving.queries, files };
  const [id, estimate] = [drawnId(place), estimator.synthetic(settings.count, direction)];
  return [cell({ kind: 'synthetic', id, key: { dataset, split }, needs: [], settings, estimate })];
}
