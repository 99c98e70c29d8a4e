import type { Evidence } from '../../../decision/evidence.ts';
import { headline } from '../../../decision/headline.ts';
import { priceCurves, priceMarks } from '../../../decision/price-curves.ts';
import { formatCount, formatP, formatPoints } from '../../../decision/quantities.ts';
import type { Verdict } from '../../../decision/verdict.ts';
import { chart } from '../chart.ts';
import { scalingChart } from '../charts/scaling-chart.ts';
import type { Choice } from '../choices.ts';
import { claimSigns } from '../claim-signs.ts';
import { type Html, html, scriptJson } from '../html.ts';
import type { PageModel } from '../page-model.ts';

/** The answer on the first screen, and the controls that change it. The script of the page says the same with the same functions. */
export async function decisionPart(page: PageModel): Promise<Html> {
  const { choices, verdicts } = page;
  const [opened] = page.decided;
  if (opened === undefined) return withoutCosts(verdicts);
  const { choice, decision, says } = opened;
  const { model, prices, wish, drawn, baseline } = choice;
  const { take, takeNote, breakEven, breakEvenNote, other } = headline(model, decision, prices, baseline);
  return html`<section id="verdict" class="verdict">
<h2 class="first">The decision <span class="where" data-said="where">${choice.name}</span></h2>
<div class="cards">
<div class="card main"><h3>Take</h3><p class="big" data-said="take">${take}</p><p data-said="takeNote">${takeNote}</p></div>
<div class="card"><h3>Break-even number of candidates</h3><p class="big" data-said="breakEven">${breakEven}</p><p data-said="breakEvenNote">${breakEvenNote}</p><p data-said="other">${other}</p></div>
<div class="card"><h3>How sure</h3>${claims(page)}<ul data-said="howSure">${says.howSure.map((text) => html`<li>${text}</li>`)}</ul></div>
</div>
<p role="status" data-said="answer">${says.answer}</p>
${controls(choices)}
${await chart(page, {
  id: 'what-if-cost',
  title: `What it costs a month, in ${prices.currency}, over the number of candidates`,
  alternative: `Cost a month over candidates for ${drawn.join(', ')}. ${says.breakEvens.join(' ')}`,
  spec: scalingChart(priceCurves(model, drawn, wish, prices), priceMarks(model, drawn, decision.breakEvens, wish, prices), {
    size: 'candidates (log)',
    cost: `${prices.currency} a month (log)`,
  }),
})}
<div class="columns">
${told('Up to where', 'upTo', says.upTo)}
${told('What could be had instead', 'nearest', says.nearest)}
${told('Where costs meet', 'breakEvens', says.breakEvens)}
${told('What would turn the answer', 'wouldFlip', says.wouldFlip)}
${told('What is assumed', 'assumptions', says.assumptions)}
</div>
<script type="application/json" id="choices">${scriptJson(choices)}</script>
</section>`;
}

/** The claim about accuracy in a line; everything it rests on stands below. */
const claims = ({ verdicts, evidence }: PageModel): Html =>
  html`${verdicts.slice(0, shownClaims).map(({ dataset, kind }, i) => claim(dataset, kind, evidence[i]!))}${
    verdicts.length > shownClaims && html`<p><a href="#claims">${verdicts.length - shownClaims} more</a></p>`
  }`;

const shownClaims = 3;

function claim(dataset: string, kind: Verdict['kind'], { otherFamily, theirs, ours, comparison, metric, units }: Evidence): Html {
  const both = comparison?.both;
  const facts = [
    ...(both?.p === undefined || kind === 'no claim' ? [] : [`p ${both.p < 0.001 ? '' : '= '}${formatP(both.p)}`]),
    ...(comparison === undefined ? [] : [`${comparison.seeds} ${comparison.seeds === 1 ? 'seed' : 'seeds'}`]),
    ...(units === undefined ? [] : [`${formatCount(units)} families of items`]),
  ];
  return html`<p><strong>${dataset}: ${otherFamily} ${claimSigns[kind]}.</strong> ${
    both !== undefined &&
    html`${theirs?.model} − ${ours?.model}: ${formatPoints(both)} points of ${metric} (${facts.join(', ')}). <a href="#claims">Why</a>`
  }</p>`;
}

const withoutCosts = (verdicts: readonly Verdict[]): Html => html`<section id="verdict" class="verdict">
<h2 class="first">The decision</h2><div class="cards">${verdicts.map(
  ({ which, howSure }) =>
    html`<div class="card main"><h3>Accuracy</h3><p>${which.join(' ')}</p><p>${howSure.join(' ')}</p></div>`,
)}</div><p class="missing">Break-even is not known: this record holds no latency. A suite measures it under <code>serving</code>.</p></section>`;

const told = (title: string, name: string, sentences: readonly string[]): Html =>
  html`<div class="told"${sentences.length === 0 && html` hidden`}><h3>${title}</h3><ul data-said="${name}">${sentences.map((text) => html`<li>${text}</li>`)}</ul></div>`;

/** Wishes on a logarithmic slider: powers of ten at its ends. */
const sliders = [
  { name: 'candidates', label: 'Candidates', from: 1, to: 9 },
  { name: 'queriesPerSecond', label: 'Queries a second', from: -1, to: 5 },
  { name: 'p99Ms', label: 'p99 at most, ms', from: 0, to: 4 },
  { name: 'updatesPerDay', label: 'Updates a day', from: 0, to: 8 },
] as const;

const stepsPerDecade = 20;

function controls(choices: readonly Choice[]): Html {
  const { wish, prices } = choices[0]!;
  return html`<form id="wish" hidden aria-label="What if">
<fieldset><legend>What if</legend>
${
  choices.length > 1 &&
  html`<label class="choice">Data set and direction <select name="choice">${choices.map(({ name }, i) => html`<option value="${i}">${name}</option>`)}</select></label>`
}
<div class="sliders">
${sliders.map(
  ({ name, label, from, to }) =>
    html`<label>${label} <output for="wish-${name}"></output><input id="wish-${name}" name="${name}" type="range" data-scale="log" min="${from * stepsPerDecade}" max="${to * stepsPerDecade}" step="1" value="${Math.round(stepsPerDecade * Math.log10(('updatesPerDay' === name ? wish.updatesPerDay : wish[name]) ?? 1))}"></label>`,
)}
<label>Quality, share of the best <output for="wish-quality"></output><input id="wish-quality" name="quality" type="range" data-scale="linear" min="0" max="1" step="0.005" value="${wish.quality ?? 0}"></label>
<label>Price of a machine-hour <input name="perHour" type="number" min="0.0001" step="any" value="${prices.machines[0]?.perHour ?? 1}"></label>
</div></fieldset></form>`;
}
