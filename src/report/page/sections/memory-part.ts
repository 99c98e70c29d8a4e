import { formatBytes } from '../../../decision/quantities.ts';
import { memoryColumns, memoryNote, memoryRows } from '../../figures/memory-rows.ts';
import { type Html, html } from '../html.ts';
import { figureText } from '../number.ts';
import type { PageModel } from '../page-model.ts';
import { strategyName } from '../strategy-name.ts';
import { table } from '../table.ts';

/** Memory of every configuration, by phases; no section in a run that took none. */
export function memoryPart(page: PageModel): Html | undefined {
  const bytes = (value: number | undefined): string | undefined => (value === undefined ? undefined : formatBytes(value));
  const found = table('Memory by phases, and bytes of what is kept', memoryRows(page.record, page.figures), [
    { head: 'strategy', cell: ({ key }) => strategyName(key) },
    { head: 'data set', cell: ({ key }) => key.dataset },
    ...memoryColumns.map(({ head, metric }) => ({
      head,
      number: true,
      cell: ({ figure }: ReturnType<typeof memoryRows>[number]) => figureText(page, figure(metric)),
    })),
    { head: 'embeddings', number: true, cell: ({ embeddingBytes }) => bytes(embeddingBytes) },
    { head: 'tokens', number: true, cell: ({ tokenBytes }) => bytes(tokenBytes) },
    { head: 'index', number: true, cell: ({ figure }) => figureText(page, figure('index bytes')) },
  ]);
  if (found === undefined) return undefined;
  return html`<section id="memory"><h2>Memory</h2>
<p class="lead">${memoryNote}</p>
${found}</section>`;
}
