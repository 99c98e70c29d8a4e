import { formatBytes, formatCount, formatDigits, formatSeconds } from '../../decision/quantities.ts';
import type { Figure, ModelManifest, NamedWidth, RunRecord } from '../../types.ts';
import type { CostMetricName } from '../cost-metrics.ts';
import { escapeMarkdown } from '../escape.ts';
import { select } from '../figure-lookup.ts';
import { markdownTable } from '../markdown-table.ts';

const float32Bytes = 4;

/** What a model cost to train, and what its graph says about serving it: counted, not measured. */
export function trainingSection(record: RunRecord, figures: readonly Figure[]): string[] {
  const trained = select(figures, { metric: 'parameters' satisfies CostMetricName });
  const rows = record.datasets.flatMap(({ name: dataset }) => {
    const here = new Set(select(trained, { dataset }).map(({ model }) => model));
    const names = [...new Set([...record.models.map(({ name }) => name), ...here])].filter((name) => name !== undefined);
    return names
      .filter((name) => here.has(name))
      .map((name) => ({
        dataset,
        name,
        manifest: record.models.find((model) => model.name === name),
        mean: (metric: CostMetricName): number | undefined => {
          const values = select(figures, { dataset, model: name, metric }).filter(({ seed }) => seed !== 'all');
          return values.length === 0 ? undefined : values.reduce((sum, { value }) => sum + value, 0) / values.length;
        },
      }));
  });
  if (rows.length === 0) return [];
  return [
    '## Training and work',
    '',
    'Means over seeds. Training: optimiser steps and validation checks, setting up apart. Operations are counted from the graph (a multiply-add is two); a pair costs the first number with nothing cached, the second with both sides cached.',
    '',
    ...markdownTable(rows, [
      { head: 'data set', cell: ({ dataset }) => escapeMarkdown(dataset) },
      { head: 'model', cell: ({ name }) => escapeMarkdown(name) },
      { head: 'family', cell: ({ manifest }) => (manifest ? escapeMarkdown(manifest.family) : undefined) },
      { head: 'what it is', cell: ({ manifest }) => (manifest ? escapeMarkdown(manifest.summary) : undefined) },
      { head: 'training', right: true, cell: ({ mean }) => shown(mean('training time'), formatSeconds) },
      { head: 'operations', right: true, cell: ({ mean }) => shown(mean('training operations'), formatCount) },
      {
        head: 'steps',
        right: true,
        cell: ({ mean }) => shown(mean('training steps'), (value) => formatCount(Math.round(value))),
      },
      {
        head: 'parameters',
        right: true,
        cell: ({ mean, manifest }) => shown(mean('parameters') ?? manifest?.parameters, formatCount),
      },
      { head: 'operations a pair', right: true, cell: ({ manifest }) => shown(manifest?.work.pair.operations, formatCount) },
      { head: '… cached', right: true, cell: ({ manifest }) => shown(manifest?.work.interaction.operations, formatCount) },
      { head: 'times fewer', right: true, cell: ({ manifest }) => shown(savedBy(manifest), formatDigits) },
      { head: 'cached a left item', right: true, cell: ({ manifest }) => shown(cachedBytes(manifest?.left.cached), formatBytes) },
      { head: 'a right item', right: true, cell: ({ manifest }) => shown(cachedBytes(manifest?.right.cached), formatBytes) },
    ]),
  ];
}

const shown = (value: number | undefined, format: (value: number) => string): string | undefined =>
  value === undefined ? undefined : format(value);

function savedBy(manifest: ModelManifest | undefined): number | undefined {
  if (manifest === undefined || manifest.work.interaction.operations === 0) return undefined;
  return manifest.work.pair.operations / manifest.work.interaction.operations;
}

const cachedBytes = (arrays: readonly NamedWidth[] | undefined): number | undefined =>
  arrays?.reduce((sum, { shape }) => sum + float32Bytes * shape.reduce((product, size) => product * size, 1), 0);
