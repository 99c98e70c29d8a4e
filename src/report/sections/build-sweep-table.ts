import { formatCount } from '../../decision/quantities.ts';
import type { CellRecord, Figure } from '../../record.ts';
import { type BuildSweep, type BuiltOnce, buildSweeps, settingsWords } from '../figures/build-sweeps.ts';
import { formatFigure, formatValue } from '../figures/figure-format.ts';
import { arrow } from '../figures/figure-lookup.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { type Column, markdownTable } from '../text/markdown-table.ts';

/** What settings of the build cost and what they find, a table a kind of index and direction: `figures` are those of one data set. */
export function buildSweepTables(cells: readonly CellRecord[], figures: readonly Figure[]): string[] {
  const sweeps = buildSweeps(cells, figures);
  if (sweeps.length === 0) return [];
  return [
    'Settings that an index is built with, by what building takes, and by what is found then. Recall: share of the ten best of exhaustive search that are returned, in percent, ties admitted; p50 of one search.',
    '',
    ...sweeps.flatMap((sweep) => [`${titleOf(sweep)}:`, '', ...markdownTable(sweep.builds, columnsOf(sweep))]),
  ];
}

const titleOf = ({ model, kind, direction, candidates, most }: BuildSweep): string =>
  `${escapeMarkdown(kind)} over ${escapeMarkdown(model)}, ${arrow(direction)}, ${formatCount(candidates)} candidates` +
  (most > candidates ? `; recall over ${formatCount(most)} too` : '');

function columnsOf({ knobs, searches, candidates, most }: BuildSweep): Column<BuiltOnce>[] {
  const right = (head: string, cell: Column<BuiltOnce>['cell']): Column<BuiltOnce> => ({ head, right: true, cell });
  return [
    ...knobs.map((name) => right(name, ({ settings }) => String(settings[name] ?? ''))),
    right('build', ({ build }) => build && formatFigure(build)),
    right('index', ({ bytes }) => bytes && formatFigure(bytes)),
    ...searches.flatMap((search, i) => {
      const of = (name: 'recall' | 'recallOfMost' | 'searchP50') => (row: BuiltOnce) => {
        const figure = row.found[i]?.[name];
        return figure && formatValue(figure.unit, figure.value);
      };
      const words = settingsWords(search);
      return [
        right(`${words}: recall`, of('recall')),
        ...(most > candidates ? [right(`of ${formatCount(most)}`, of('recallOfMost'))] : []),
        right('search p50', of('searchP50')),
      ];
    }),
  ];
}
