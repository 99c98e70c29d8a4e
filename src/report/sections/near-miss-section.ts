import { formatPercent } from '../../decision/quantities.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { CellRecord, Figure } from '../../record.ts';
import type { Direction } from '../../types.ts';
import { costColumns } from '../costs/cost-columns.ts';
import type { CostMetricName } from '../costs/cost-metrics.ts';
import { formatFigure } from '../figures/figure-format.ts';
import { arrow, find, type SubjectKey, select, subjects } from '../figures/figure-lookup.ts';
import { modelOrder } from '../figures/model-order.ts';
import { nearMetrics } from '../figures/near-metrics.ts';
import { directions } from '../figures/per-query.ts';
import { isArm } from '../record/arms.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

interface Row {
  readonly key: SubjectKey;
  readonly figure: (metric: string) => Figure | undefined;
}

/** What the strict averages hide: answers that are near misses, candidates that crowd the answers, and groups of items that are hard. */
export function nearMissSection({ record, cells }: LoadedRecord, figures: readonly Figure[]): string[] {
  const order = modelOrder(record);
  const lines = record.datasets.flatMap(({ name: dataset }) => {
    const overall = select(figures, { dataset, seed: 'all', scorer: undefined });
    const rows = subjects(select(overall, { metric: 'hubness@10' satisfies CostMetricName }))
      .toSorted((a, b) => order(a.model, b.model))
      .map((key): Row => ({ key, figure: (metric) => find(overall, { ...key, metric }) }));
    const table = markdownTable(rows, [
      { head: 'model', cell: ({ key }) => escapeMarkdown(key.model ?? '') },
      { head: 'direction', cell: ({ key }) => arrow(key.direction) },
      ...costColumns<Row>('near', formatFigure),
    ]);
    const groups = strataTable(
      cells.filter(({ kind, key }) => kind === 'accuracy' && key.dataset === dataset),
      order,
    );
    const parts = [...table, ...groups];
    return parts.length === 0 ? [] : [`### ${escapeMarkdown(dataset)}`, '', ...parts];
  });
  if (lines.length === 0) return [];
  // Runs of earlier versions kept nothing of their queries here.
  const hasIntervals = figures.some(({ metric, ciLow }) => Object.hasOwn(nearMetrics, metric) && ciLow !== undefined);
  return [
    '## Near misses, hubs and strata',
    '',
    "Extended: a right answer has grade 2, another item of the query's own family grade 1, so a near miss is not counted like a stranger. Keyword: the same, and what shares a keyword with the query has grade 1 too, where texts are lists of keywords. Hubness: skewness of how often a " +
      `candidate stands among the first 10; 0 where all are found alike. ${hasIntervals ? 'In brackets 95 % intervals over whole families of items. ' : ''}Strata: ${decisionMetric} in percent of the queries of each group that the data set names, means over seeds, without intervals.`,
    '',
    ...lines,
  ];
}

interface Told {
  readonly model: string;
  readonly direction: Direction;
  readonly group: string;
  readonly queries: number;
  readonly value: number;
}

/** One line a group and direction, one column a model; arms stand in the record alone. */
function strataTable(cells: readonly CellRecord[], order: (a: string, b: string) => number): string[] {
  const told = cells.flatMap((cell) => strataOf(cell));
  const models = [...new Set(told.map(({ model }) => model))].sort(order);
  const groups = [...new Set(told.map(({ group }) => group))];
  if (groups.length < 2) return [];
  const lines = directions.flatMap((direction) =>
    groups.map((group) => ({ direction, group, here: told.filter((one) => one.direction === direction && one.group === group) })),
  );
  type Line = (typeof lines)[number];
  return markdownTable(
    lines.filter(({ here }) => here.length > 0),
    [
      { head: 'group', cell: ({ group }) => escapeMarkdown(group) },
      { head: 'direction', cell: ({ direction }) => arrow(direction) },
      { head: 'queries', right: true, cell: ({ here }) => String(Math.round(meanOf(perModel(here, models[0]!, 'queries')))) },
      ...models.map(
        (model): Column<Line> => ({ head: escapeMarkdown(model), right: true, cell: ({ here }) => meanPercent(here, model) }),
      ),
    ],
  );
}

const perModel = (told: readonly Told[], model: string, what: 'queries' | 'value'): number[] =>
  told.filter((one) => one.model === model).map((one) => one[what]);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function meanPercent(told: readonly Told[], model: string): string | undefined {
  const values = perModel(told, model, 'value');
  return values.length === 0 ? undefined : formatPercent(meanOf(values));
}

/** What an accuracy cell says about the groups, where it does; runs of earlier versions do not. */
function strataOf({ key: { model }, details }: CellRecord): Told[] {
  if (model === undefined || isArm(model)) return [];
  const stored = details?.strata as Partial<Record<Direction, unknown>> | undefined;
  return directions.flatMap((direction) => {
    const list = stored?.[direction];
    if (!Array.isArray(list)) return [];
    return list.flatMap(
      (one: { group?: unknown; queries?: unknown; averages?: Partial<Record<string, unknown>> } | null): Told[] => {
        const value = one?.averages?.[decisionMetric];
        return typeof one?.group === 'string' && typeof one.queries === 'number' && typeof value === 'number'
          ? [{ model, direction, group: one.group, queries: one.queries, value }]
          : [];
      },
    );
  });
}
