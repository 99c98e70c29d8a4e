import { formatCount, formatDigits } from '../../decision/quantities.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { Direction } from '../../types.ts';
import type { CostMetricName } from '../costs/cost-metrics.ts';
import { formatFigure } from '../figures/figure-format.ts';
import { arrow, find, select } from '../figures/figure-lookup.ts';
import { modelOrder } from '../figures/model-order.ts';
import { directions } from '../figures/per-query.ts';
import { isArm, modelOfArm } from '../record/arms.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';

/** One training with the share of the families that it was shown. */
interface Shown {
  readonly dataset: string;
  readonly label: string;
  readonly share: number;
  readonly pairs: number | undefined;
}

/** Accuracy against the share of the training families that a model was shown, one line a share; nothing where every model was shown all. */
export function transferSection(record: RunRecord, figures: readonly Figure[]): string[] {
  const lines = record.datasets.flatMap(({ name: dataset }) => {
    const shown = trainingsOf(dataset, figures);
    // Arms that were shown everything differ from their model in something else.
    const parts = shown.filter(({ label, share }) => share < 1 || !isArm(label));
    const models = [...new Set(parts.filter(({ share }) => share < 1).map(({ label }) => modelOfArm(label)))].sort(
      modelOrder(record),
    );
    const shares = [...new Set(parts.map(({ share }) => share))].sort((a, b) => a - b);
    if (models.length === 0) return [];
    const rows = directions.flatMap((direction) => shares.map((share) => ({ direction, share })));
    const cell = (model: string, share: number, direction: Direction): string | undefined => {
      const label = parts.find((one) => one.share === share && modelOfArm(one.label) === model)?.label;
      const found =
        label === undefined
          ? undefined
          : find(figures, { dataset, model: label, metric: decisionMetric, direction, seed: 'all', scorer: undefined });
      return found === undefined ? undefined : formatFigure(found);
    };
    return [
      `### ${escapeMarkdown(dataset)}`,
      '',
      ...markdownTable(rows, [
        { head: 'direction', cell: ({ direction }) => arrow(direction) },
        { head: 'families shown', right: true, cell: ({ share }) => `${formatDigits(100 * share)} %` },
        { head: 'right pairs', right: true, cell: ({ share }) => counted(parts.find((one) => one.share === share)?.pairs) },
        ...models.map((model) => ({
          head: escapeMarkdown(model),
          right: true,
          cell: ({ share, direction }: (typeof rows)[number]) => cell(model, share, direction),
        })),
      ]),
    ];
  });
  if (lines.length === 0) return [];
  return [
    '## Accuracy against the share of training families',
    '',
    `${decisionMetric} in percent on the same test items, 95 % intervals from resampling whole families. Families are drawn by seed, the same for every model, and smaller shares lie within larger ones; ` +
      'steps and validation items are the same for all.',
    '',
    ...lines,
  ];
}

function trainingsOf(dataset: string, figures: readonly Figure[]): Shown[] {
  const shares = select(figures, { dataset, metric: 'training share' satisfies CostMetricName });
  const labels = [...new Set(shares.flatMap(({ model }) => (model === undefined ? [] : [model])))];
  return labels.map((label) => {
    const pairs = select(figures, { dataset, model: label, metric: 'training pairs' satisfies CostMetricName }).map(
      ({ value }) => value,
    );
    return {
      dataset,
      label,
      share: find(shares, { model: label })!.value,
      pairs: pairs.length === 0 ? undefined : Math.round(pairs.reduce((sum, value) => sum + value, 0) / pairs.length),
    };
  });
}

const counted = (pairs: number | undefined): string | undefined => (pairs === undefined ? undefined : formatCount(pairs));
