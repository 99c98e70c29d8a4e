import { formatCount, formatDigits } from '../../../decision/quantities.ts';
import { arrow } from '../../figures/figure-lookup.ts';
import { type Example, type ExampleItem, examplesOf } from '../../record/examples.ts';
import { cut, Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';

const reasons: Readonly<Record<Example['reason'], string>> = {
  'other better': 'far better with the other family',
  'baseline better': 'far better with the baseline',
  'both fail': 'both fail',
};

/** Pictures of a page, in base64, beyond which an item is told by its text or id. */
const mostPictures = 2_000_000;
const longestText = 160;

type Show = (id: string) => Html;

/** Queries on which the families differ most, with what each answers: from what the run kept of them, so no model is at hand. */
export function examplesPart({ loaded }: PageModel): Html {
  const kept = loaded.cells.flatMap((cell) => {
    const found = examplesOf(cell);
    return found === undefined || found.examples.length === 0 ? [] : [{ dataset: cell.key.dataset, ...found }];
  });
  const head = html`<h2>Examples</h2>
<p class="lead">Test queries on which two models differ most in 1 / rank of the first right answer, one of a family of items: extremes, not a sample. Right answers are marked ✓.
Scores of two models have different scales.</p>`;
  if (kept.length === 0)
    return html`<section id="examples">${head}<p class="missing">This record holds no examples: any suite keeps some when it is run with this version.</p></section>`;
  let room = mostPictures;
  return html`<section id="examples">${head}${kept.map(({ dataset, examples, items }) => {
    const show = (list: readonly ExampleItem[]): Show => {
      const byId = new Map(list.map((item) => [item.id, item]));
      return (id) => {
        const item = byId.get(id) ?? { id };
        room -= item.picture?.length ?? 0;
        return thing(item, room > 0);
      };
    };
    const [left, right] = [show(items.left), show(items.right)];
    return html`<h3>${dataset}</h3>${examples.map((one) =>
      one.direction === 'left-right' ? example(one, left, right) : example(one, right, left),
    )}`;
  })}</section>`;
}

function example({ reason, direction, query, right, rightCount, answers }: Example, ask: Show, answer: Show): Html {
  const [ours, theirs] = answers;
  const ranks = `${theirs!.model} rank ${formatCount(theirs!.firstRight)}, ${ours!.model} rank ${formatCount(ours!.firstRight)}`;
  return html`<details class="example"><summary>${ask(query)} <span>${arrow(direction)}, ${reasons[reason]}: ${ranks}</span></summary>
<div class="answers">
<div><h4>Right ${rightCount > right.length && html`(${right.length} of ${formatCount(rightCount)})`}</h4><ul>${right.map((id) => html`<li>${answer(id)}</li>`)}</ul></div>
${answers.map(
  ({ model, firstRight, top }) =>
    html`<div><h4>${model}, first right answer at ${formatCount(firstRight)}</h4><ol>${top.map(
      ({ id, score, isRight }) =>
        html`<li${isRight && html` class="right"`}>${answer(id)} <small>${formatDigits(score)}${isRight && ' ✓'}</small></li>`,
    )}</ol></div>`,
)}
</div></details>`;
}

/** A picture where one was kept, else the text, else the id. */
function thing({ id, text, picture }: ExampleItem, withPicture: boolean): Html {
  const words = text ?? id;
  return picture === undefined || !withPicture
    ? html`<span class="thing">${cut(words, longestText)}</span>`
    : html`<img class="thing" src="data:image/webp;base64,${new Html(picture)}" alt="${cut(words, longestText)}" width="48" height="48" loading="lazy">`;
}
