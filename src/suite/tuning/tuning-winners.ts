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

/** The best trial for all models of a data set together: as a suite has one setting for all of them, its defaults are chosen by this. */
export interface SharedWinner extends Pick<TrialRow, 'dataset' | 'trial' | 'drawn'> {
  /** Validation MRR at the same steps, the mean over the models. */
  readonly mean: number;
  /** That of the settings of the suite; left out where a model failed with them. */
  readonly asTheSuite: number | undefined;
}

/** Of every data set that has a trial which failed for no model; of equal trials the first. */
export function sharedWinners(rows: readonly TrialRow[]): SharedWinner[] {
  const atSameSteps = rows.filter(({ equalTime }) => !equalTime);
  return [...new Set(atSameSteps.map(({ dataset }) => dataset))].flatMap((dataset) => {
    const here = atSameSteps.filter((row) => row.dataset === dataset);
    const means = [...new Set(here.map(({ trial }) => trial))].flatMap((trial) => {
      const ofTrial = here.filter((row) => row.trial === trial);
      const values = ofTrial.flatMap(({ validationMrr }) => validationMrr ?? []);
      if (values.length < ofTrial.length) return [];
      return [{ trial, drawn: ofTrial[0]!.drawn, mean: values.reduce((sum, value) => sum + value, 0) / values.length }];
    });
    const [best] = means.toSorted((a, b) => b.mean - a.mean || a.trial - b.trial);
    const asTheSuite = means.find(({ trial }) => trial === 0)?.mean;
    return best === undefined ? [] : [{ dataset, ...best, asTheSuite }];
  });
}

function sharedText({ dataset, trial, drawn, mean, asTheSuite }: SharedWinner): string {
  const own = asTheSuite === undefined ? 'a model failed with the suite’s own' : `the suite’s own has ${asTheSuite.toFixed(3)}`;
  const what = `trial ${trial} (${escapeMarkdown(drawnText(drawn))})`;
  const beside = trial === 0 ? '' : `; ${own}`;
  return `One setting for all models, as a run has it: on ${escapeMarkdown(dataset)} ${what} is the best on average over the models, ${mean.toFixed(3)}${beside}.`;
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
    ...sharedWinners(rows).flatMap((winner) => [sharedText(winner), '']),
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
