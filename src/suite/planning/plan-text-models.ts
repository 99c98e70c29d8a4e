import type { DatasetManifest } from '../../dataset/manifest.ts';
import { type Cell, cellFileName } from '../cell.ts';
import type { AccuracyCell } from '../cells/accuracy.ts';
import type { TextLatencyCell } from '../cells/text-latency.ts';
import type { TextScoresCell } from '../cells/text-scores.ts';
import type { Suite } from '../reading/schema.ts';
import { mostOperations, type TextModel } from '../reading/text-models.ts';
import { operationsPerSecondPerThread, startSeconds } from './estimate.ts';
import { cell, cellId, folderOf, type Place, placesOf } from './place.ts';

/** Tokens of a text, where texts are not read yet. */
const someTokens = 40;

/** Cells of models that read texts: all pairs are scored once and evaluated; where costs are measured at all, single queries are timed. */
export function planTextModels(
  suite: Suite,
  manifests: Readonly<Record<string, DatasetManifest>>,
  textModels: readonly TextModel[],
): Cell[] {
  return suite.datasets.flatMap(({ name, splits }) =>
    placesOf(suite, manifests[name]!, splits).flatMap((place) =>
      textModels.flatMap((model) => planModel(suite, model, manifests[name]!, place)),
    ),
  );
}

function planModel(suite: Suite, model: TextModel, { sides, splits }: DatasetManifest, place: Place): Cell[] {
  const { threads, device, cost, serving } = suite;
  const { dataset, split, seed, isFirst } = place;
  const { name, kind, counted, depth } = model;
  const key = { dataset, split, model: name, seed };
  const id = cellId(place, name, 'text-scores');
  const scores = `cells/${cellFileName(id)}.safetensors`;
  const baseline = folderOf(place, suite.baseline);
  const trained = cellId(place, suite.baseline, 'train');
  const [left, right] = [sides.left, sides.right].map(({ count }) => count / Math.max(2, splits.length)) as [number, number];
  const isCascade = 2 * left * right * someTokens * counted.operations > mostOperations;
  const pairs = isCascade ? Math.min(left * right, (left + right) * depth!) : left * right;
  const texts = kind === 'bi-encoder' ? left + right : 2 * pairs;
  const secondsPerText = (someTokens * counted.operations) / (operationsPerSecondPerThread * threads) + 1e-3;
  const scored: TextScoresCell = { ...model, scores, baseline, threads, device };
  const accuracy: AccuracyCell = { folder: baseline, scores, keepsScores: isFirst, threads, device };
  const estimate = { seconds: startSeconds + texts * secondsPerText, bytes: 4 * left * right };
  const budget =
    serving === undefined
      ? { queries: cost.latencyQueries, maximumSeconds: cost.latencySeconds }
      : { queries: serving.queries, maximumSeconds: serving.seconds };
  const isTimed =
    (serving !== undefined || cost.latency.length > 0) && seed < cost.seeds && cost.datasets?.includes(dataset) !== false;
  const latency: TextLatencyCell = { ...model, scored: id, baseline, threads, device, ...budget, k: cost.k };
  const timing = cell({
    kind: 'text-latency',
    id: cellId(place, name, 'text-latency'),
    key: { ...key, scorer: `text ${kind}` },
    needs: [`${dataset}/${split}/split`, id, trained],
    settings: latency,
    estimate: { seconds: estimate.seconds + 2 * budget.maximumSeconds, bytes: 0 },
  });
  return [
    cell({ kind: 'text-scores', id, key, needs: [trained], settings: scored, estimate }),
    cell({
      kind: 'accuracy',
      id: cellId(place, name, 'accuracy'),
      key,
      needs: [id],
      settings: accuracy,
      estimate: { seconds: startSeconds + 2, bytes: estimate.bytes },
    }),
    ...(isTimed ? [timing] : []),
  ];
}
