import type { Figure } from '../../record.ts';
import { escapeMarkdown } from '../escape.ts';
import { formatFigure } from '../figure-format.ts';
import { arrow, find, select } from '../figure-lookup.ts';
import { markdownTable } from '../markdown-table.ts';
import { type ServedStrategy, servedQuality } from '../served-strategies.ts';

const chosenWeight = / weight=chosen$/;

/** Cascades whose two scores are weighed as was best on validation, each beside the one that is ordered by the network alone. */
export function fusionTable(rows: readonly ServedStrategy[], figures: readonly Figure[]): string[] {
  const weights = select(figures, { metric: 'fusion weight' });
  const fused = rows.flatMap(({ key, quality }) => {
    const { model, scorer, direction, dataset } = key;
    const weight = find(weights, { model, scorer, direction, dataset });
    const plain = rows.find(
      (row) => row.key.model === model && row.key.direction === direction && row.key.scorer === scorer?.replace(chosenWeight, ''),
    );
    return weight === undefined ? [] : [{ key, weight, quality, plain: plain?.quality }];
  });
  if (fused.length === 0) return [];
  return [
    "Cascades that add the first stage's score to the network's. Weight: the network's share of the sum, both scores divided by their deviation; chosen by nDCG@10 of the validation items, in each direction apart (100: the network alone, 0: the first stage's order).",
    '',
    ...markdownTable(fused, [
      { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
      { head: 'scorer', cell: ({ key }) => escapeMarkdown(key.scorer?.replace(chosenWeight, '') ?? '') },
      { head: 'direction', cell: ({ key }) => arrow(key.direction) },
      { head: 'weight', right: true, cell: ({ weight }) => formatFigure(weight) },
      { head: `${servedQuality}, network alone`, right: true, cell: ({ plain }) => plain && formatFigure(plain) },
      { head: `${servedQuality}, both scores`, right: true, cell: ({ quality }) => quality && formatFigure(quality) },
    ]),
  ];
}
