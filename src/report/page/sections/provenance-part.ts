import { formatBytes, formatCounted } from '../../../decision/quantities.ts';
import { sha256 } from '../../../files/sha256.ts';
import { equalTimeRuns, equalTimeWarnings } from '../../figures/equal-time.ts';
import { doubtLines } from '../../record/doubts.ts';
import { runFacts } from '../../record/run-facts.ts';
import { type Html, html, packed } from '../html.ts';
import type { PageModel } from '../page-model.ts';
import { table } from '../table.ts';

/** Machine, versions, seeds, hashes, doubts, what was left out, and the command that makes it again; all figures to take away. */
export function provenancePart(page: PageModel): Html {
  const { record, loaded, figures } = page;
  const failed = loaded.cells.filter(({ status }) => status === 'failed');
  const doubts = doubtLines([...record.warnings, ...equalTimeWarnings(equalTimeRuns(record, figures))], loaded.cells);
  return html`<section id="made"><h2>How it was made</h2>
<pre><code>${record.command}</code></pre>
${table('Machine and run', runFacts(loaded), [
  { head: 'fact', cell: ([name]) => name },
  { head: 'value', cell: ([, value]) => value },
])}
${table('Data sets', record.datasets, [
  { head: 'data set', cell: ({ name }) => name },
  { head: 'version', cell: ({ version }) => version },
  { head: 'SHA-256', cell: ({ hash }) => html`<code>${hash}</code>` },
  { head: 'seeds', number: true, cell: ({ name }) => page.derived.seeds.get(name)?.join(', ') },
])}
<p>Suite ${record.suite.name}, SHA-256 <code>${sha256(JSON.stringify(record.suite))}</code>.</p>
<details><summary>The suite, with every default filled in: budgets of training and tuning, seeds, what was measured</summary>${table(
    'Settings of the suite, as “suite” in record.json',
    Object.entries(record.suite).filter(([, value]) => value !== undefined),
    [
      { head: 'setting', cell: ([name]) => name },
      { head: 'value', cell: ([, value]) => html`<code>${JSON.stringify(value)}</code>` },
    ],
  )}</details>
<h3>Doubts, and what is missing</h3>
${
  failed.length + doubts.length === 0
    ? html`<p>None was recorded.</p>`
    : html`<ul>${failed.map(({ id, failure }) => html`<li>Failed, and missing above: ${id}. ${failure?.message} ${failure?.remedy}</li>`)}${doubts.map((line) => html`<li>${line}</li>`)}</ul>`
}
<h3>All figures</h3>
<p>Numbers in tables tell their line of results.csv. <button type="button" id="take-csv" hidden>Download results.csv</button>
<span>${formatCounted(figures.length, 'row')}, ${formatBytes(page.csv.length)}.</span></p>
<script type="application/octet-stream" id="csv">${packed(page.csv)}</script>
</section>`;
}
