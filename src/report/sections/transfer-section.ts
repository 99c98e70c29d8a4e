import { formatCount, formatDigits } from '../../decision/quantities.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { formatFigure } from '../figures/figure-format.ts';
import { arrow } from '../figures/figure-lookup.ts';
import { type LearningPoint, learningCurves } from '../figures/learning-curves.ts';
import { directions } from '../figures/per-query.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';

/** Accuracy against the share of the training families that a model was shown, one line a share; nothing where every model was shown all. */
export function transferSection(record: RunRecord, figures: readonly Figure[]): string[] {
  const curves = record.datasets
    .map(({ name }) => ({ name, points: learningCurves(record, figures, name) }))
    .filter(({ points }) => points.length > 0);
  if (curves.length === 0) return [];
  const hasFloors = curves.some(({ points }) => points.some(({ figure }) => figure.scorer !== undefined));
  return [
    '## Accuracy against the share of training families',
    '',
    `${decisionMetric} in percent on the same test items, 95 % intervals from resampling whole families. Families are drawn by seed, the same for every model, and smaller shares lie within larger ones; ` +
      `steps and validation items are the same for all.${hasFloors ? ' What has no interval learns in closed form, with no network (see Sanity).' : ''}`,
    '',
    ...curves.flatMap(({ name, points }) => [`### ${escapeMarkdown(name)}`, '', ...tableOf(points)]),
  ];
}

function tableOf(points: readonly LearningPoint[]): string[] {
  const shares = [...new Set(points.map(({ share }) => share))].sort((a, b) => a - b);
  const rows = directions.flatMap((direction) => shares.map((share) => ({ direction, share })));
  return markdownTable(rows, [
    { head: 'direction', cell: ({ direction }) => arrow(direction) },
    { head: 'families shown', right: true, cell: ({ share }) => `${formatDigits(100 * share)} %` },
    {
      head: 'right pairs',
      right: true,
      cell: ({ share }) => {
        const pairs = points.find((point) => point.share === share)?.pairs;
        return pairs === undefined ? undefined : formatCount(Math.round(pairs));
      },
    },
    ...[...new Set(points.map(({ learner }) => learner))].map((learner) => ({
      head: escapeMarkdown(learner),
      right: true,
      cell: ({ share, direction }: (typeof rows)[number]) => {
        const found = points.find((point) => point.learner === learner && point.share === share && point.direction === direction);
        return found === undefined ? undefined : formatFigure(found.figure);
      },
    })),
  ]);
}
