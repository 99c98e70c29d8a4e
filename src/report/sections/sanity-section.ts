import { formatPercent } from '../../decision/quantities.ts';
import type { CellRecord, Figure, RunRecord } from '../../record.ts';
import type { Direction } from '../../types.ts';
import { arrow, select } from '../figures/figure-lookup.ts';
import { directions } from '../figures/per-query.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { sanityPrefix } from '../record/sanity-scorer.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

interface Row {
  readonly arm: string;
  readonly figures: readonly Figure[];
  readonly summary: string;
  /** Of every check of the arm, whether it held. */
  readonly held: readonly boolean[];
}

/** Scorers whose figures are known, and floors that a trained model has to beat: means over the splits. */
export function sanitySection({ record, cells }: LoadedRecord): string[] {
  const ran = cells.filter(({ kind, status }) => kind === 'sanity' && status === 'done');
  if (ran.length === 0) return [];
  return [
    '## Sanity',
    '',
    'Scores without a trained network, evaluated like those of every model; percent, means over the splits. As known: in how many cases the evaluation found what was known without it; ' +
      'what has nothing known is a floor that a model has to beat. Ties count against the scorer, so what cannot tell items apart finds nothing.',
    '',
    ...record.datasets.flatMap(({ name }) => tableOf(record, name, ran)),
  ];
}

function tableOf(record: RunRecord, dataset: string, ran: readonly CellRecord[]): string[] {
  const here = ran.filter(({ key }) => key.dataset === dataset);
  const figures = here.flatMap((cell) => cell.figures);
  const scorers = [...new Set(figures.map(({ scorer }) => scorer ?? ''))].filter((scorer) => scorer.startsWith(sanityPrefix));
  const rows = scorers.map((scorer): Row => {
    const arm = scorer.slice(sanityPrefix.length);
    const told = here.flatMap(({ details }) => armOf(details, arm));
    return { arm, figures: select(figures, { scorer }), summary: told[0]?.summary ?? '', held: told.flatMap(({ held }) => held) };
  });
  const table = markdownTable(rows, [
    { head: 'scorer', cell: ({ arm }) => escapeMarkdown(arm) },
    { head: 'scores', cell: ({ summary }) => escapeMarkdown(summary) },
    ...['R@1', 'R@10', 'MRR', 'Recall@10', 'nDCG@10', 'GAUC'].flatMap((metric) =>
      directions.map((direction) => meanColumn(metric, direction)),
    ),
    {
      head: 'as known',
      right: true,
      cell: ({ held }) => (held.length === 0 ? undefined : `${held.filter(Boolean).length} of ${held.length}`),
    },
  ]);
  return record.datasets.length > 1 && table.length > 0 ? [`\`${escapeMarkdown(dataset)}\`:`, '', ...table] : table;
}

const meanColumn = (metric: string, direction: Direction): Column<Row> => ({
  head: `${metric} ${arrow(direction)}`,
  right: true,
  cell: ({ figures }) => {
    const values = select(figures, { metric, direction }).map(({ value }) => value);
    return values.length === 0 ? undefined : formatPercent(values.reduce((sum, value) => sum + value, 0) / values.length);
  },
});

/** What a cell says about an arm, where it does. */
function armOf(details: CellRecord['details'], arm: string): { readonly summary: string; readonly held: readonly boolean[] }[] {
  const found = (details?.arms as Partial<Record<string, unknown>> | undefined)?.[arm];
  if (typeof found !== 'object' || found === null) return [];
  const { summary, checks } = found as { readonly summary?: unknown; readonly checks?: unknown };
  const held = Array.isArray(checks) ? checks.map((check: { readonly holds?: unknown } | null) => check?.holds === true) : [];
  return [{ summary: typeof summary === 'string' ? summary : '', held }];
}
