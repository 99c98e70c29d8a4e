import { formatBytes, formatCount, formatDigits, formatSeconds } from '../../decision/quantities.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { ModelManifest, NamedWidth } from '../../types.ts';
import { costColumns } from '../costs/cost-columns.ts';
import type { CostMetricName } from '../costs/cost-metrics.ts';
import { type EqualTimeRun, formatMiss } from '../figures/equal-time.ts';
import { select } from '../figures/figure-lookup.ts';
import { modelOrder } from '../figures/model-order.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';

const float32Bytes = 4;

/** What a model cost to train, and what its graph says about serving it: counted, not measured. */
export function trainingSection(record: RunRecord, figures: readonly Figure[], equalTimes: readonly EqualTimeRun[]): string[] {
  const trained = select(figures, { metric: 'parameters' satisfies CostMetricName });
  const rows = record.datasets.flatMap(({ name: dataset }) => {
    const here = new Set(select(trained, { dataset }).map(({ model }) => model));
    const names = [...here].filter((name) => name !== undefined);
    return names.toSorted(modelOrder(record)).map((name) => ({
      dataset,
      name,
      manifest: record.models.find((model) => model.name === name),
      target: targetOf(equalTimes.filter((run) => run.dataset === dataset && run.model === name)),
      figure: (metric: string): Figure | undefined => {
        const [first, ...rest] = select(figures, { dataset, model: name, metric, scorer: undefined }).filter(
          ({ seed }) => seed !== 'all',
        );
        if (first === undefined) return undefined;
        const value = rest.reduce((sum, figure) => sum + figure.value, first.value) / (rest.length + 1);
        return { ...first, value: first.unit === 'steps' ? Math.round(value) : value };
      },
    }));
  });
  if (rows.length === 0) return [];
  return [
    '## Training and work',
    '',
    'Means over seeds. Training: optimiser steps and validation checks, setting up apart; meant, for the arm at equal training time: the time of the baseline, and how far the arm was off. Operations are counted from the graph (a multiply-add is two); a pair costs the first number with nothing cached, the second with both sides cached.',
    '',
    ...markdownTable(rows, [
      { head: 'data set', cell: ({ dataset }) => escapeMarkdown(dataset) },
      { head: 'model', cell: ({ name }) => escapeMarkdown(name) },
      { head: 'family', cell: ({ manifest }) => (manifest ? escapeMarkdown(manifest.family) : undefined) },
      { head: 'what it is', cell: ({ manifest }) => (manifest ? escapeMarkdown(manifest.summary) : undefined) },
      ...costColumns<(typeof rows)[number]>('training'),
      { head: 'training meant', right: true, cell: ({ target }) => target },
      { head: 'operations a pair', right: true, cell: ({ manifest }) => shown(manifest?.work.pair.operations, formatCount) },
      { head: '… cached', right: true, cell: ({ manifest }) => shown(manifest?.work.interaction.operations, formatCount) },
      { head: 'times fewer', right: true, cell: ({ manifest }) => shown(savedBy(manifest), formatDigits) },
      { head: 'cached a left item', right: true, cell: ({ manifest }) => shown(cachedBytes(manifest?.left.cached), formatBytes) },
      { head: 'a right item', right: true, cell: ({ manifest }) => shown(cachedBytes(manifest?.right.cached), formatBytes) },
    ]),
  ];
}

/** Seconds that the arm at equal time was to take, and how far off it was; means over seeds. */
function targetOf(runs: readonly EqualTimeRun[]): string | undefined {
  if (runs.length === 0) return undefined;
  const mean = (of: (run: EqualTimeRun) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  const [seconds, target] = [mean((run) => run.seconds), mean((run) => run.targetSeconds)];
  return `${formatSeconds(target)} (${formatMiss(seconds, target)})`;
}

const shown = (value: number | undefined, format: (value: number) => string): string | undefined =>
  value === undefined ? undefined : format(value);

function savedBy(manifest: ModelManifest | undefined): number | undefined {
  if (manifest === undefined || manifest.work.interaction.operations === 0) return undefined;
  return manifest.work.pair.operations / manifest.work.interaction.operations;
}

const cachedBytes = (arrays: readonly NamedWidth[] | undefined): number | undefined =>
  arrays?.reduce((sum, { shape }) => sum + float32Bytes * shape.reduce((product, size) => product * size, 1), 0);
