import type { CellRecord } from '../../record.ts';
import { equalTimeSuffix } from '../../report/record/arms.ts';
import type { Drawn } from '../planning/draw-trial.ts';

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
