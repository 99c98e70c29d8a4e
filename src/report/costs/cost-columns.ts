import type { Figure } from '../../record.ts';
import { meanName, percentileName } from '../figures/derived-names.ts';
import { formatValue } from '../figures/figure-format.ts';
import type { Column } from '../text/markdown-table.ts';
import type { CostMetric, CostTable } from './cost-metric.ts';
import { costMetrics } from './cost-metrics.ts';

interface FigureRow {
  readonly figure: (metric: string) => Figure | undefined;
}

/** The columns that the table of cost metrics wants in one table, in its order. A percentile without samples enough says so. */
export const costColumns = <Row extends FigureRow>(
  table: CostTable,
  format = ({ unit, value }: Figure): string => formatValue(unit, value),
): Column<Row>[] =>
  Object.entries<CostMetric>(costMetrics).flatMap(([name, { columns }]) =>
    (columns ?? [])
      .filter((column) => column.table === table)
      .map(({ head, p }) => ({
        head,
        right: true,
        cell: ({ figure }) => {
          const found = figure(p === undefined ? name : percentileName(name, p));
          if (found !== undefined) return format(found);
          const samples = p === undefined ? undefined : figure(meanName(name))?.samples;
          return samples === undefined ? undefined : `n/a (n = ${samples})`;
        },
      })),
  );
