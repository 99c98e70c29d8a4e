import { formatP } from '../../decision/quantities.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import type { Direction } from '../../types.ts';
import { holmOf, toOwnModel } from '../figures/derived-names.ts';
import { formatDifference } from '../figures/figure-format.ts';
import { arrow, find, select } from '../figures/figure-lookup.ts';
import { type FigureTable, figureTable } from '../figures/figure-table.ts';
import { modelOrder } from '../figures/model-order.ts';
import { directions } from '../figures/per-query.ts';
import { modelOfArm } from '../record/arms.ts';
import { distillationText } from '../text/distillation-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownOf } from '../text/markdown-table.ts';

export const objectiveTitle = 'Objectives beside their model';

export const objectiveNote =
  `${decisionMetric} of a model by every objective that the suite trains it by. Δ: minus that of the same model as the suite trains all, in points, on the same queries with the same seeds. p by paired ` +
  'randomisation of whole families, corrected by Holm for all lines of a data set. What a model that is taught carries over of the lead of its teacher is of both directions together, with intervals from resampling whole families.';

/** One data set: its table, and what taught models keep of the lead of their teachers, in plain text. */
export interface DatasetObjectives {
  readonly dataset: string;
  readonly table: FigureTable;
  readonly taught: readonly string[];
}

/** A model in one direction: as the suite trains it, or by another objective, with the difference that this makes. */
interface Row {
  readonly model: string;
  readonly direction: Direction | undefined;
  readonly difference?: Figure;
}

/** Every arm with an objective of its own beside its model, a table a data set that has any. */
export function objectiveTables(record: RunRecord, figures: readonly Figure[]): DatasetObjectives[] {
  const order = modelOrder(record);
  const main = toOwnModel(decisionMetric);
  return record.datasets.flatMap(({ name: dataset }) => {
    const arms = select(figures, { dataset, metric: main, seed: 'all' }).filter(({ direction }) => direction !== undefined);
    if (arms.length === 0) return [];
    const of = ({ model, direction }: Row, metric: string): Figure | undefined =>
      find(figures, { dataset, model, direction, seed: 'all', metric, scorer: undefined });
    const own = [...new Set(arms.map(({ model = '' }) => modelOfArm(model)))]
      .flatMap((model) => directions.map((direction): Row => ({ model, direction })))
      .filter((row) => of(row, decisionMetric) !== undefined);
    const rows = [
      ...own,
      ...arms.map((figure): Row => ({ model: figure.model ?? '', direction: figure.direction, difference: figure })),
    ];
    const table = figureTable(
      `${objectiveTitle} on ${dataset}`,
      rows.toSorted((a, b) => order(a.model, b.model)),
      [
        { head: 'model', text: ({ model }) => modelOfArm(model) },
        { head: 'trained by', text: ({ model }) => model.slice(modelOfArm(model).length + 1) || ownObjective(record) },
        { head: 'direction', text: ({ direction }) => arrow(direction) },
        { head: `${decisionMetric} [95 %]`, figure: (row) => of(row, decisionMetric) },
        { head: `Δ${decisionMetric} [95 %]`, figure: ({ difference }) => difference, format: formatDifference },
        { head: 'p Holm', figure: (row) => of(row, holmOf(main)), format: ({ value }) => formatP(value) },
      ],
    );
    return [{ dataset, table, taught: distillationText(record, figures, dataset) }];
  });
}

/** What the suite trains models by that have no objective of their own. */
function ownObjective({ suite }: RunRecord): string {
  const { objective } = (suite.training ?? {}) as Readonly<Record<string, unknown>>;
  const named = typeof objective === 'object' && objective !== null ? (objective as { name?: unknown }).name : objective;
  return typeof named === 'string' ? `${named} (the suite's)` : "the suite's";
}

/** The same in report.md; nothing where a suite has none. */
export function objectiveSection(record: RunRecord, figures: readonly Figure[]): string[] {
  const tables = objectiveTables(record, figures);
  if (tables.length === 0) return [];
  return [
    `## ${objectiveTitle}`,
    '',
    objectiveNote,
    '',
    ...tables.flatMap(({ dataset, table, taught }) => [
      `### ${escapeMarkdown(dataset)}`,
      '',
      ...markdownOf(table),
      ...taught.flatMap((text) => [escapeMarkdown(text), '']),
    ]),
  ];
}
