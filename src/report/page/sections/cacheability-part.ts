import { formatBytes, formatCount, formatPercent } from '../../../decision/quantities.ts';
import type { ModelManifest, NamedWidth } from '../../../types.ts';
import { cachedShare } from '../../figures/model-order.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';
import { table } from '../table.ts';

/** What of each model can be computed once an item and kept, and what is left for every pair: counted, not measured. */
export function cacheabilityPart({ record, models }: PageModel): Html {
  const rows = record.models.toSorted((a, b) => models.indexOf(a.name) - models.indexOf(b.name));
  return html`<section id="cacheability"><h2>What can be cached</h2>
<p class="lead">Every model is a score f(p(x), q(y)): p and q see one side and run once an item; f runs once a pair. Operations are counted (a multiply-add is two),
bytes are float32. The share is that of a pair's operations which is saved when both sides are cached.</p>
${table('What is cached of each model, and what a pair costs', rows, [
  { head: 'model', cell: ({ name }) => name },
  { head: 'family', cell: ({ family }) => family },
  { head: 'cached share, %', number: true, cell: (manifest) => share(manifest) },
  { head: 'cached of a left item', cell: ({ left }) => widths(left.cached) },
  { head: 'bytes', number: true, cell: ({ left }) => formatBytes(bytesOf(left.cached)) },
  { head: 'cached of a right item', cell: ({ right }) => widths(right.cached) },
  { head: 'bytes', number: true, cell: ({ right }) => formatBytes(bytesOf(right.cached)) },
  { head: 'operations a pair, cached', number: true, cell: ({ work }) => formatCount(work.interaction.operations) },
  { head: 'nothing cached', number: true, cell: ({ work }) => formatCount(work.pair.operations) },
  { head: 'index', cell: ({ index }) => index?.metric ?? 'none' },
])}</section>`;
}

const valuesOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

const bytesOf = (cached: readonly NamedWidth[]): number => 4 * cached.reduce((sum, { shape }) => sum + valuesOf(shape), 0);

const widths = (cached: readonly NamedWidth[]): string => cached.map(({ shape }) => shape.join(' × ')).join(' + ');

function share(manifest: ModelManifest): string | undefined {
  const cached = cachedShare(manifest);
  return cached === undefined ? undefined : formatPercent(cached);
}
