import { escapeMarkdown } from '../../report/text/escape.ts';
import { markdownTable } from '../../report/text/markdown-table.ts';
import { drawnText } from '../planning/draw-trial.ts';
import type { TrialRow } from './trial-rows.ts';

/** The best trial of a model at one budget, beside the one with the settings of the suite. */
export interface Winner {
  readonly best: TrialRow;
  /** Left out where that trial failed. */
  readonly asTheSuite: number | undefined;
}

/** Of every data set, model and budget that has a trial which did not fail; of equal trials the first. */
export function winners(rows: readonly TrialRow[]): Winner[] {
  const first = rows.filter(
    (row, at) =>
      row.wins &&
      at ===
        rows.findIndex(
          (other) =>
            other.wins && other.dataset === row.dataset && other.model === row.model && other.equalTime === row.equalTime,
        ),
  );
  return first.map((best) => ({
    best,
    asTheSuite: rows.find(
      ({ dataset, model, equalTime, trial }) =>
        trial === 0 && dataset === best.dataset && model === best.model && equalTime === best.equalTime,
    )?.validationMrr,
  }));
}

/** Says of each model whether the settings of the suite are its best trial's, and by how much they are not. */
export function winnersText(rows: readonly TrialRow[]): string[] {
  const found = winners(rows);
  const others = found.filter(({ best }) => best.trial !== 0);
  const names = (of: readonly Winner[]): string => [...new Set(of.map(({ best }) => escapeMarkdown(best.model)))].join(', ');
  return [
    found.length === 0
      ? 'Every trial failed.'
      : others.length === 0
        ? 'The settings of the suite win for every model.'
        : `The settings of the suite are not the best trial of ${names(others)}: what was drawn stands below, with the gain over the suite’s own.`,
    '',
    ...markdownTable(found, [
      { head: 'data set', cell: ({ best }) => escapeMarkdown(best.dataset) },
      { head: 'model', cell: ({ best }) => escapeMarkdown(best.model) },
      { head: 'budget', cell: ({ best }) => (best.equalTime ? 'same time' : 'same steps') },
      { head: 'winner', cell: ({ best }) => `trial ${best.trial}: ${escapeMarkdown(drawnText(best.drawn))}` },
      { head: 'validation MRR', right: true, cell: ({ best }) => best.validationMrr!.toFixed(3) },
      { head: 'suite’s own', right: true, cell: ({ asTheSuite }) => asTheSuite?.toFixed(3) ?? 'failed' },
      {
        head: 'gain',
        right: true,
        cell: ({ best, asTheSuite }) => (asTheSuite === undefined ? undefined : (best.validationMrr! - asTheSuite).toFixed(3)),
      },
    ]),
  ];
}
