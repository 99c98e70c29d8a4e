import type { Evidence } from '../../../decision/evidence.ts';
import { formatCount, formatPercent, formatPoints } from '../../../decision/quantities.ts';
import type { Verdict } from '../../../decision/verdict.ts';
import { claimSigns } from '../claim-signs.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';

/** One claim a data set and family beside the baseline's: the answer, then everything it rests on. */
export function verdictPart({ verdicts, evidence }: PageModel): Html {
  return html`<section id="claims"><h2>What the claims rest on</h2>
${verdicts.map((verdict, i) => claim(verdict, evidence[i]!))}</section>`;
}

function claim({ kind, dataset, which, upTo, howSure, wouldChange }: Verdict, { comparison, otherFamily }: Evidence): Html {
  const [answer, ...rest] = which;
  return html`<article class="claim"><h3>${otherFamily} on ${dataset} <span class="tag">${claimSigns[kind]}</span></h3>
<p><strong>${answer}</strong> ${rest.join(' ')}</p>
${comparison === undefined ? undefined : facts(comparison)}
<details><summary>Up to which N × M</summary>${list(upTo)}</details>
<details><summary>How sure</summary>${list(howSure)}</details>
<details><summary>What would change it</summary>${list(wouldChange)}</details>
</article>`;
}

const list = (sentences: readonly string[]): Html => html`<ul>${sentences.map((text) => html`<li>${text}</li>`)}</ul>`;

function facts({ both, seeds, directions }: NonNullable<Evidence['comparison']>): Html {
  return html`<dl class="facts">
<div><dt>Both directions</dt><dd>${formatPoints(both)} points</dd></div>
${directions.map((one) => html`<div><dt>${one.direction}</dt><dd>${formatPoints(one)}</dd></div>`)}
<div><dt>Seeds</dt><dd>${formatCount(seeds)}</dd></div>
${both.detectable === undefined ? undefined : html`<div><dt>Would have been found</dt><dd>from ${formatPercent(both.detectable)} points</dd></div>`}
</dl>`;
}
