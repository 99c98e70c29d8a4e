import { Command } from '@commander-js/extra-typings';
import { counted } from '../counted.ts';
import { printJson } from './print-json.ts';
import { printText, terminalWidth } from './terminal.ts';

/** `matchbench eval`: our metrics and intervals of rankings that anybody made. */
export const evalCommand = () =>
  new Command('eval')
    .description('evaluate rankings that any program made, with intervals')
    .requiredOption('--run <file>', 'a TREC run: query Q0 candidate rank score tag')
    .requiredOption('--qrels <file>', 'TREC judgements (query 0 candidate grade), or those of BEIR')
    .option('--units <file>', 'the unit of every query (query unit): intervals resample whole units')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Candidates are ordered by score; of equal scores wrong ones stand before right ones, so that ties count against the run.
Right answers that are not listed are not found. All queries with a right answer count, also those that the run leaves out.

Examples:
  $ matchbench eval --run bm25.trec --qrels qrels.tsv
  $ matchbench eval --run bm25.trec --qrels qrels.tsv --units topics.tsv --json`,
    )
    .action(async ({ run, qrels, units, json }) => {
      const [{ readTrecRun, readTrecQrels, readUnits }, { evaluateRun }, { numberColumn, tableOf, textColumn }] =
        await Promise.all([
          import('../importing/formats/trec.ts'),
          import('../report/figures/evaluate-run.ts'),
          import('../report/text/terminal-table.ts'),
        ]);
      const evaluation = evaluateRun(
        await readTrecRun(run),
        await readTrecQrels(qrels),
        units === undefined ? undefined : await readUnits(units),
        { run, qrels, units: units ?? '' },
      );
      if (json) return printJson(evaluation);
      const { figures, queries, unanswered, unjudged, rightAnswers, unlisted } = evaluation;
      const shownAs = (value: number, unit: string): string =>
        !Number.isFinite(value) ? 'not listed' : unit === 'fraction' ? (100 * value).toFixed(2) : value.toFixed(1);
      const rows = figures.map(({ metric, unit, value, interval }) => [
        metric,
        shownAs(value, unit),
        interval === undefined ? '' : `[${shownAs(interval.low, unit)}, ${shownAs(interval.high, unit)}]`,
      ]);
      const columns = [textColumn('metric'), ...['value', '95 % interval'].map(numberColumn)];
      await printText(
        `${tableOf(columns, rows, terminalWidth()).join('\n')}\n` +
          `${counted(queries, 'query', 'queries')} with right answers, ${counted(figures[0]?.units ?? 0, 'unit')}; ${unanswered} of them not in the run, ${unlisted} of ${counted(rightAnswers, 'right answer')} not listed; ${counted(unjudged, 'query', 'queries')} of the run without right answers left out\n` +
          `${unlisted === rightAnswers ? 'No right answer is listed: are ids of candidates written alike in both files?\n' : ''}` +
          'fractions in percent, with 95 % intervals; of equal scores wrong ones stand before right ones\n',
      );
    });
