import type { Figure, RunRecord } from '../../record.ts';
import { servedQuality } from '../costs/served-strategies.ts';
import { formatDifference, formatFigure } from '../figures/figure-format.ts';
import { arrow, find, type SubjectKey } from '../figures/figure-lookup.ts';
import { type FusedCascade, fusedCascades } from '../figures/fusion-controls.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** Chosen over validation items: of as many as there are of them. */
const chosenWeight = (figures: readonly Figure[], { model, scorer, direction, split }: SubjectKey): Figure | undefined =>
  find(figures, { metric: 'fusion weight', model, scorer, direction, split });

/**
 * Cascades whose two scores are weighed as was best on validation, each beside the one that is ordered by the network alone, and beside the mean of two seeds of its
 * first stage: `figures` are those of one data set.
 */
export function fusionTable(record: RunRecord, figures: readonly Figure[]): string[] {
  const fused = fusedCascades(record, figures);
  if (fused.length === 0) return [];
  const of = (key: SubjectKey | undefined, metric: string): Figure | undefined =>
    key === undefined ? undefined : find(figures, { ...key, metric });
  const column = (
    head: string,
    figure: (row: FusedCascade) => Figure | undefined,
    format: (figure: Figure) => string = formatFigure,
  ): Column<FusedCascade> => ({
    head,
    right: true,
    cell: (row) => {
      const found = figure(row);
      return found === undefined ? undefined : format(found);
    },
  });
  return [
    "Cascades that add the first stage's score to the network's. Weight: the network's share of the sum, both scores divided by their deviation; chosen by nDCG@10 of the validation items, in each direction apart (100: the network alone, 0: the first stage's order). " +
      'Two seeds: the control, the same cascade with a second seed of the first stage in place of the network and the mean of both scores; what fusion gains beyond it is in points, on the same queries, with its 95 % interval over whole families.',
    '',
    ...markdownTable(fused, [
      { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
      { head: 'scorer', cell: ({ plain }) => escapeMarkdown(plain.scorer ?? '') },
      { head: 'direction', cell: ({ key }) => arrow(key.direction) },
      column('weight', ({ key }) => chosenWeight(figures, key)),
      column(`${servedQuality}, network alone`, ({ plain }) => of(plain, servedQuality)),
      column(`${servedQuality}, two seeds`, ({ control }) => of(control, servedQuality)),
      column(`${servedQuality}, both scores`, ({ key }) => of(key, servedQuality)),
      column('both scores − two seeds', ({ key }) => of(key, 'gain over two seeds'), formatDifference),
    ]),
  ];
}
