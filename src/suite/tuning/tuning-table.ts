import { join } from 'node:path';
import { writeWhole } from '../../files/whole-file.ts';
import { type LoadedRecord, readRecord } from '../../report/record/read-record.ts';
import { escapeMarkdown } from '../../report/text/escape.ts';
import { markdownTable } from '../../report/text/markdown-table.ts';
import { drawnText } from '../planning/draw-trial.ts';
import { type TrialRow, trialRows } from './trial-rows.ts';
import { winnersText } from './tuning-winners.ts';

/** Writes `tuning.json` and `tuning.md` from the record in OUT. Throws a `UserError` when it is not whole, or cannot be written beside. */
export async function writeTuning(out: string): Promise<{ readonly json: string; readonly markdown: string }> {
  const loaded = await readRecord(out);
  const rows = trialRows(loaded.cells);
  const [json, markdown] = [join(out, 'tuning.json'), join(out, 'tuning.md')];
  const { record } = loaded;
  const content = {
    suite: record.suite.name,
    command: record.command,
    machine: record.machine,
    tuning: record.suite.tuning,
    // What the trials that draw nothing have; what is drawn takes the place of what is named so.
    settings: { training: record.suite.training, network: record.suite.network, widths: record.suite.widths },
    trials: rows,
  };
  await writeWhole(json, `${JSON.stringify(content, undefined, 1)}\n`);
  await writeWhole(markdown, tuningText(loaded, rows));
  return { json, markdown };
}

function tuningText({ record }: LoadedRecord, rows: readonly TrialRow[]): string {
  const { baseline } = record.suite;
  // At equal time the baseline has what it had: its own trials are the measure.
  const timed = rows.filter(({ equalTime, model }) => equalTime || model === baseline);
  return [
    `# Trials of ${escapeMarkdown(record.suite.name)}`,
    '',
    'Judged by MRR on validation items, both directions, best check; test items are not read. Every model has the same trials: the same values are drawn for',
    'all, from one space, with the same batches, stopping rule and most epochs. The best trial of a model is in bold; differences between close ones are',
    'as likely luck.',
    '',
    '## Winners',
    '',
    ...winnersText(rows),
    '## The same steps',
    '',
    ...trialTable(rows.filter(({ equalTime }) => !equalTime)),
    '## The same training time',
    '',
    `Each trial with as many steps as the time of the same trial of ${escapeMarkdown(baseline)} pays for.`,
    '',
    ...trialTable(timed),
    '## Again',
    '',
    `    ${record.command}`,
    '',
  ].join('\n');
}

const trialTable = (rows: readonly TrialRow[]): string[] =>
  markdownTable(rows, [
    { head: 'data set', cell: ({ dataset }) => escapeMarkdown(dataset) },
    { head: 'model', cell: ({ model }) => escapeMarkdown(model) },
    { head: 'trial', right: true, cell: ({ trial }) => String(trial) },
    { head: 'drawn', cell: ({ drawn }) => escapeMarkdown(drawnText(drawn)) },
    {
      head: 'validation MRR',
      right: true,
      cell: ({ validationMrr, wins, failed, seeds }) => {
        if (validationMrr === undefined) return `failed, ${failed} of ${seeds}`;
        return wins ? `**${validationMrr.toFixed(3)}**` : validationMrr.toFixed(3);
      },
    },
    { head: 'steps', right: true, cell: ({ steps }) => (steps === undefined ? undefined : String(Math.round(steps))) },
    { head: 'training', right: true, cell: ({ seconds }) => (seconds === undefined ? undefined : `${seconds.toFixed(1)} s`) },
  ]);
