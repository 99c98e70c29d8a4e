import { counted } from '../../../counted.ts';
import { type Choice, sliderStepsPerDecade } from '../../../decision/choice.ts';
import type { Evidence } from '../../../decision/evidence.ts';
import { headline } from '../../../decision/headline.ts';
import { type Outcome, outcomeOf } from '../../../decision/outcome.ts';
import { priceCurves, priceCurvesWords, priceMarks } from '../../../decision/price-curves.ts';
import { formatCounted, formatP, formatPoints } from '../../../decision/quantities.ts';
import type { Verdict } from '../../../decision/verdict.ts';
import type { Wish } from '../../../decision/wish.ts';
import { chart } from '../chart.ts';
import { scalingChart } from '../charts/scaling-chart.ts';
import { claimSigns } from '../claim-signs.ts';
import { type Html, html, packed } from '../html.ts';
import type { PageModel } from '../page-model.ts';

/** The answer on the first screen, and the controls that change it. The script of the page says the same with the same functions. */
export async function decisionPart(page: PageModel): Promise<Html> {
  const { choices } = page;
  const [opened] = page.decided;
  if (opened === undefined) return withoutCosts(page);
  const { choice, decision, says } = opened;
  const { model, prices, wish, drawn, baseline } = choice;
  const { quote, take, takeNote, better, breakEven, breakEvenNote, other } = headline(model, decision, prices, baseline);
  return html`<section id="verdict" class="verdict">
<h2 class="first">The decision <span class="where" data-said="where">${choice.name}</span></h2>
<p class="quote" data-said="quote">${quote}</p>
<div class="cards">
<div class="card main"><h3>Take</h3><p class="big" data-said="take">${take}</p><p data-said="takeNote">${takeNote}</p><p data-said="better">${better}</p></div>
<div class="card"><h3>Break-even number of candidates</h3><p class="big" data-said="breakEven">${breakEven}</p><p data-said="breakEvenNote">${breakEvenNote}</p><p data-said="other">${other}</p></div>
<div class="card"><h3>How sure</h3>${claims(page)}<ul data-said="howSure">${says.howSure.map((text) => html`<li>${text}</li>`)}</ul></div>
</div>
<p role="status" data-said="answer">${says.answer}</p>
${controls(choices)}
${await chart(page, {
  id: 'what-if-cost',
  title: `What the work costs a month, in ${prices.currency}, over the number of candidates`,
  alternative: priceCurvesWords(drawn, says.breakEvens),
  spec: scalingChart(priceCurves(model, drawn, wish, prices), priceMarks(model, drawn, decision.breakEvens, wish, prices), {
    size: 'candidates (log)',
    cost: `${prices.currency} a month (log)`,
  }),
})}
<div class="columns">
${told('In doubt', 'doubts', says.doubts)}
${told('Up to where', 'upTo', says.upTo)}
${told('What could be had instead', 'nearest', says.nearest)}
${told('Where costs meet', 'breakEvens', says.breakEvens)}
${told('What would turn the answer', 'wouldFlip', says.wouldFlip)}
${told('What is assumed', 'assumptions', says.assumptions)}
</div>
<script type="application/octet-stream" id="choices">${packed(JSON.stringify(choices))}</script>
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
    ...(comparison === undefined ? [] : [counted(comparison.seeds, 'seed')]),
    ...(units === undefined ? [] : [formatCounted(units, 'family of items', 'families of items')]),
  ];
  return html`<p><strong>${dataset}: ${otherFamily} ${claimSigns[kind]}.</strong> ${
    both !== undefined &&
    html`${theirs?.model} − ${ours?.model}: ${formatPoints(both)} points of ${metric} (${facts.join(', ')}). <a href="#claims">Why</a>`
  }</p>`;
}

/** Which family is more accurate and how sure that is: all that a record without times can decide. */
function withoutCosts(page: PageModel): Html {
  const { verdicts, evidence } = page;
  const [first] = verdicts;
  const here = evidence.filter((_, i) => verdicts[i]!.dataset === first?.dataset);
  const answers = verdicts.filter(({ dataset }) => dataset === first?.dataset).map(({ which }) => which[0]);
  return html`<section id="verdict" class="verdict">
<h2 class="first">The decision <span class="where">${first?.dataset}</span></h2>
<p class="quote">${answers.join(' ')}</p>
<div class="cards">
<div class="card main"><h3>More accurate</h3><p class="big">${moreAccurate(here)}</p><p>${first?.which.slice(1).join(' ')}</p></div>
<div class="card"><h3>Break-even number of candidates</h3><p class="big">not known</p><p class="missing">This record holds no latency. A suite measures it under <code>serving</code>.</p></div>
<div class="card"><h3>How sure</h3>${claims(page)}<ul>${first?.wouldChange.map((text) => html`<li>${text}</li>`)}</ul></div>
</div></section>`;
}

/** The models that are shown to be better than the baseline's family on one data set, else the one that the others are shown to be worse than. */
function moreAccurate(evidence: readonly Evidence[]): string {
  const of = (outcome: Outcome): Evidence[] => evidence.filter((one) => outcomeOf(one) === outcome);
  const better = of('better').flatMap(({ theirs }) => theirs?.model ?? []);
  if (better.length > 0) return better.join(' or ');
  if (evidence.length > 0 && of('worse').length === evidence.length) return evidence[0]!.ours?.model ?? 'not judged';
  return of('no claim').length === evidence.length ? 'not judged' : 'not shown to differ';
}

const told = (title: string, name: string, sentences: readonly string[]): Html =>
  html`<div class="told"${sentences.length === 0 && html` hidden`}><h3>${title}</h3><ul data-said="${name}">${sentences.map((text) => html`<li>${text}</li>`)}</ul></div>`;

/** Wishes on a logarithmic slider: powers of ten at its ends. One that may be left open has a step beyond its end for that. */
const sliders = [
  { name: 'candidates', label: 'Candidates', from: 1, to: 9 },
  { name: 'queriesPerSecond', label: 'Queries a second', from: -1, to: 5 },
  { name: 'p99Ms', label: 'p99 at most, ms', from: 0, to: 4, open: true },
  { name: 'updatesPerDay', label: 'Updates a day', from: 0, to: 8 },
] as const satisfies readonly {
  readonly name: Exclude<keyof Wish, 'quality'>;
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly open?: true;
}[];

function controls(choices: readonly Choice[]): Html {
  const { wish, prices } = choices[0]!;
  return html`<form id="wish" hidden aria-label="What if">
<fieldset><legend>What if</legend>
${
  choices.length > 1 &&
  html`<label class="choice">Data set and direction <select name="choice">${choices.map(({ name }, i) => html`<option value="${i}">${name}</option>`)}</select></label>`
}
<div class="sliders">
${sliders.map((slider) => {
  const { name, label, from, to } = slider;
  const isOpen = 'open' in slider;
  const [min, max] = [from * sliderStepsPerDecade, to * sliderStepsPerDecade + Number(isOpen)];
  const asked = wish[name];
  const value = asked === undefined && isOpen ? max : Math.round(sliderStepsPerDecade * Math.log10(asked ?? 1));
  return html`<label>${label} <output for="wish-${name}"></output><input id="wish-${name}" name="${name}" type="range" data-scale="log"${isOpen && html` data-any="${max}"`} min="${min}" max="${max}" step="1" value="${value}"></label>`;
})}
<label>Quality, share of the best <output for="wish-quality"></output><input id="wish-quality" name="quality" type="range" data-scale="linear" data-any="0" min="0" max="1" step="0.005" value="${wish.quality ?? 0}"></label>
<label>Price of a machine-hour <input name="perHour" type="number" min="0.0001" step="any" value="${prices.machines[0]?.perHour ?? 1}"></label>
</div></fieldset></form>`;
}
