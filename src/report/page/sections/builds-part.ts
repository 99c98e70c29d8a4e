import { formatCount } from '../../../decision/quantities.ts';
import { type BuildSweep, type BuiltOnce, buildSweeps, settingsWords } from '../../figures/build-sweeps.ts';
import { formatValue } from '../../figures/figure-format.ts';
import { arrow, select } from '../../figures/figure-lookup.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { type TableColumn, table } from '../table.ts';

/** Indexes that were built with several settings: what building takes, and what is found then; no section in a run that built each once. */
export function buildsPart(page: PageModel): Html | undefined {
  const tables = page.record.datasets.flatMap(({ name }) =>
    buildSweeps(page.loaded.cells, select(page.figures, { dataset: name })).flatMap((sweep) => {
      const { kind, model, direction, candidates } = sweep;
      const title = `${kind} over ${model} on ${name}, ${arrow(direction)}, ${formatCount(candidates)} candidates`;
      return table(title, sweep.builds, columnsOf(page, sweep)) ?? [];
    }),
  );
  if (tables.length === 0) return undefined;
  return html`<section id="builds"><h2>How an index is built</h2>
<p class="lead">Settings of the build, by what building takes and by what is found then. Recall: share of the ten best of exhaustive search that are returned, in percent, ties admitted;
p50 of one search.</p>
${tables}</section>`;
}

function columnsOf(page: PageModel, { knobs, searches, candidates, most }: BuildSweep): TableColumn<BuiltOnce>[] {
  const number = (head: string, cell: TableColumn<BuiltOnce>['cell']): TableColumn<BuiltOnce> => ({ head, number: true, cell });
  return [
    ...knobs.map((name) => number(name, ({ settings }) => String(settings[name] ?? ''))),
    number('build', ({ build }) => figureText(page, build)),
    number('index', ({ bytes }) => figureText(page, bytes)),
    ...searches.flatMap((search, i) => {
      const of = (name: 'recall' | 'recallOfMost' | 'searchP50') => (row: BuiltOnce) =>
        figureText(page, row.found[i]?.[name], ({ unit, value }) => formatValue(unit, value));
      const words = settingsWords(search);
      return [
        number(`${words}: recall`, of('recall')),
        ...(most > candidates ? [number(`of ${formatCount(most)}`, of('recallOfMost'))] : []),
        number('search p50', of('searchP50')),
      ];
    }),
  ];
}
