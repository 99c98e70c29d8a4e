import type { Spec } from 'vega';
import { type Choice, drawnWith, sliderStepsPerDecade } from '../decision/choice.ts';
import { decide } from '../decision/decide.ts';
import { decisionSentences } from '../decision/decision-sentences.ts';
import { headline } from '../decision/headline.ts';
import { priceCurves, priceCurvesWords, priceMarks } from '../decision/price-curves.ts';
import { formatCount, formatDigits } from '../decision/quantities.ts';
import { scalingRows } from '../decision/scaling-curve.ts';
import type { Prices, Wish } from '../decision/wish.ts';
import { describeChart, showChart } from './charts.ts';

/** Two digits: what a slider can mean. */
const logarithmic = (step: number): number => Number((10 ** (step / sliderStepsPerDecade)).toPrecision(2));

/** A control that nobody moved stands for what was asked first, which may lie between two steps. At the step for it, one asks nothing. */
const sliderValue = (input: HTMLInputElement, { wish }: Choice): number | undefined => {
  if (input.value === input.dataset.any) return undefined;
  if (input.value === input.defaultValue && isDemand(input.name, wish)) return wish[input.name];
  const value = Number(input.value);
  if (input.dataset.scale !== 'log') return value;
  // The left end of a slider for updates is none at all.
  return input.name === 'updatesPerDay' && value === 0 ? 0 : logarithmic(value);
};

const isDemand = (name: string, wish: Wish): name is keyof Wish => Object.hasOwn(wish, name);

const shown = (name: string, value: number | undefined): string => {
  if (value === undefined) return 'any';
  if (name === 'quality') return value.toFixed(3);
  return value >= 1000 ? formatCount(value) : formatDigits(value);
};

/** Controls of the wish: what they say changes the decision, its sentences and its chart. */
export function offerWishes(choices: readonly Choice[], specs: Readonly<Record<string, Spec>>): void {
  const form = document.querySelector<HTMLFormElement>('#wish');
  if (form === null || choices.length === 0) return;
  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  const chosen = (): Choice => choices[Number(form.querySelector<HTMLSelectElement>('[name=choice]')?.value ?? 0)]!;
  const tellAll = (): void => {
    for (const input of form.querySelectorAll('input')) tell(input, chosen());
  };
  const update = (): void => {
    const choice = chosen();
    const { wish, prices } = wished(form, choice);
    form.dataset.wish = JSON.stringify({ wish, prices });
    say(choice, wish, prices, specs);
  };
  let waiting: ReturnType<typeof setTimeout> | undefined;
  form.addEventListener('input', () => {
    tellAll();
    clearTimeout(waiting);
    waiting = setTimeout(update, 80);
  });
  tellAll();
}

function tell(input: HTMLInputElement, choice: Choice): void {
  if (input.type !== 'range') return;
  const text = shown(input.name, sliderValue(input, choice));
  const output = document.querySelector(`output[for="${input.id}"]`);
  if (output !== null) output.textContent = text;
  input.setAttribute('aria-valuetext', text);
}

function wished(form: HTMLFormElement, choice: Choice): { wish: Wish; prices: Prices } {
  const input = (name: string): HTMLInputElement => form.querySelector<HTMLInputElement>(`[name=${name}]`)!;
  const asked = (name: string): number | undefined => sliderValue(input(name), choice);
  const wish: Wish = {
    candidates: Math.round(asked('candidates') ?? choice.wish.candidates),
    queriesPerSecond: asked('queriesPerSecond') ?? choice.wish.queriesPerSecond,
    p99Ms: asked('p99Ms'),
    updatesPerDay: asked('updatesPerDay'),
    quality: asked('quality'),
  };
  const perHour = Number(input('perHour').value);
  const machines = choice.prices.machines.map((machine) => ({ ...machine, perHour: perHour > 0 ? perHour : machine.perHour }));
  return { wish, prices: { ...choice.prices, machines } };
}

function say({ model, baseline, drawn, name }: Choice, wish: Wish, prices: Prices, specs: Readonly<Record<string, Spec>>): void {
  const decision = decide(model, wish, prices);
  const says = decisionSentences(model, decision, prices);
  const words: Readonly<Record<string, string | readonly string[] | undefined>> = {
    ...says,
    ...headline(model, decision, prices, baseline),
    where: name,
  };
  for (const place of document.querySelectorAll<HTMLElement>('[data-said]')) {
    const text = words[place.dataset.said ?? ''];
    if (typeof text === 'object') listIn(place, text);
    else place.textContent = text ?? '';
  }
  const names = drawnWith(decision.winner, drawn);
  const data = scalingRows(priceCurves(model, names, wish, prices), priceMarks(model, names, decision.breakEvens, wish, prices));
  describeChart('what-if-cost', priceCurvesWords(names, says.breakEvens));
  void showChart('what-if-cost', specs, { data, names });
}

function listIn(place: HTMLElement, sentences: readonly string[]): void {
  place.replaceChildren(
    ...sentences.map((text) => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    }),
  );
  const box = place.closest<HTMLElement>('.told');
  if (box !== null) box.hidden = sentences.length === 0;
}
