import { join } from 'node:path';
import { writeWhole } from '../files/whole-file.ts';
import type { CellRecord } from '../record.ts';
import { equalTimeSuffix } from '../report/arms.ts';
import { escapeMarkdown } from '../report/escape.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { type LoadedRecord, readRecord } from '../report/read-record.ts';
import { type Drawn, drawnText } from './draw-trial.ts';
import { winnersText } from './tuning-winners.ts';

/** One trial of one model on one data set, over its seeds. */
export interface TrialRow {
  readonly dataset: string;
  /** Without the suffix of the arm at equal time. */
  readonly model: string;
  readonly equalTime: boolean;
  readonly trial: number;
  readonly drawn: Drawn;
  /** Means over seeds; left out where a seed failed. */
  readonly validationMrr: number | undefined;
  readonly seconds: number | undefined;
  readonly steps: number | undefined;
  readonly seeds: number;
  readonly failed: number;
  /** The best of its model, data set and budget, by validation MRR. */
  readonly wins: boolean;
}

/** Every trial of a tuning record, in the order in which its cells stand there. */
export function trialRows(cells: readonly CellRecord[]): TrialRow[] {
  const groups = new Map<string, CellRecord[]>();
  for (const cell of cells) {
    if (cell.kind !== 'trial') continue;
    const group = JSON.stringify([cell.key.dataset, cell.key.model, numberOf(cell)]);
    groups.set(group, [...(groups.get(group) ?? []), cell]);
  }
  const rows = [...groups.values()].map((members): Omit<TrialRow, 'wins'> => {
    const { key, details } = members.find((cell) => cell.details?.drawn !== undefined) ?? members[0]!;
    const label = key.model!;
    const failed = members.filter(({ status }) => status === 'failed').length;
    const mean = (metric: string): number | undefined => {
      const values = members.flatMap(({ figures }) =>
        figures.filter((figure) => figure.metric === metric).map(({ value }) => value),
      );
      return failed > 0 || values.length < members.length
        ? undefined
        : values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    return {
      dataset: key.dataset!,
      model: label.endsWith(equalTimeSuffix) ? label.slice(0, -equalTimeSuffix.length) : label,
      equalTime: label.endsWith(equalTimeSuffix),
      trial: numberOf(members[0]!),
      drawn: (details?.drawn ?? {}) as Drawn,
      validationMrr: mean('validation MRR'),
      seconds: mean('training time'),
      steps: mean('training steps'),
      seeds: members.length,
      failed,
    };
  });
  const best = (row: (typeof rows)[number]): number =>
    Math.max(
      ...rows
        .filter((other) => other.dataset === row.dataset && other.model === row.model && other.equalTime === row.equalTime)
        .map(({ validationMrr }) => validationMrr ?? Number.NEGATIVE_INFINITY),
    );
  return rows.map((row) => ({ ...row, wins: row.validationMrr !== undefined && row.validationMrr === best(row) }));
}

/** The number of a trial stands in its id, so that a cell that was never carried out has it too. */
const numberOf = ({ id }: CellRecord): number => Number(id.slice(id.lastIndexOf('-') + 1));

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
