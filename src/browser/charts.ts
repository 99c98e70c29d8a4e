import { parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { fitChart } from './fit-chart.ts';
import { showTip } from './tip.ts';

/** What a chart shows in place of what its specification holds. */
interface ChartContents {
  /** Rows by the name of their data. */
  readonly data: Readonly<Record<string, readonly unknown[]>>;
  /** What its colours and shapes stand for, as the legend tells them. */
  readonly names: readonly string[];
}

interface Drawn {
  readonly view: View;
  readonly width: number;
  readonly names: readonly string[] | undefined;
}

/** By id, begun or done: a chart that is looked at while a slider moves is drawn once. */
const drawn = new Map<string, Promise<Drawn>>();
/** What charts were given last, by id. */
const given = new Map<string, ChartContents>();

/** Room for a scroll bar and the rounding of text widths. */
const margin = 4;

/** Draws a chart where a drawing of it stands already, which stays if this fails. */
async function redraw(place: HTMLElement, spec: Spec, contents: ChartContents | undefined): Promise<Drawn> {
  const fresh = document.createElement('div');
  const width = widthOf(place);
  const named = contents === undefined ? spec : withNames(spec, contents.names);
  // Expressions are interpreted: the policy of the page forbids making functions of texts.
  const view = new View(parse(fitChart(named, width), undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    container: fresh,
    hover: true,
    tooltip: showTip,
  });
  setData(view, contents);
  await view.width(width).runAsync();
  place.replaceChildren(fresh);
  return { view, width, names: contents?.names };
}

/** Scales and legends have names in a list, which is part of a parsed chart, where rows can be changed. */
const withNames = (spec: Spec, names: readonly string[]): Spec => ({
  ...spec,
  scales: spec.scales?.map((scale) =>
    scale.type === 'ordinal' && Array.isArray(scale.domain) ? { ...scale, domain: [...names] } : scale,
  ),
  legends: spec.legends?.map((legend) => (Array.isArray(legend.values) ? { ...legend, values: [...names] } : legend)),
});

function setData(view: View, contents: ChartContents | undefined): void {
  for (const [name, rows] of Object.entries(contents?.data ?? {})) view.data(name, [...rows]);
}

const placeOf = (id: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-chart="${CSS.escape(id)}"]`);

const widthOf = (place: HTMLElement): number => Math.max(280, place.clientWidth - margin);

const sameNames = (a: readonly string[] = [], b: readonly string[] = []): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Draws a chart if it was not yet; with other contents where some are given. */
export async function showChart(id: string, specs: Readonly<Record<string, Spec>>, contents?: ChartContents): Promise<void> {
  if (contents !== undefined) given.set(id, contents);
  else if (drawn.has(id)) return;
  await renew(id, specs);
}

/** One change after the other: with what it was given last, in the same drawing where neither width nor names differ. */
async function renew(id: string, specs: Readonly<Record<string, Spec>>): Promise<void> {
  const [place, spec, before] = [placeOf(id), specs[id], drawn.get(id)];
  if (place === null || spec === undefined) return;
  const renewed = (async (): Promise<Drawn> => {
    const old = await before?.catch(() => undefined);
    const contents = given.get(id);
    if (old === undefined) return redraw(place, spec, contents);
    if (old.width === widthOf(place) && sameNames(old.names, contents?.names)) {
      setData(old.view, contents);
      await old.view.runAsync();
      return old;
    }
    const fresh = await redraw(place, spec, contents);
    old.view.finalize();
    return fresh;
  })();
  drawn.set(id, renewed);
  await renewed;
}

/** What a chart shows now, for those who do not see it. */
export const describeChart = (id: string, words: string): void => placeOf(id)?.setAttribute('aria-label', words);

/** Charts become interactive when they are looked at, and follow the width of the page. */
export function animateCharts(specs: Readonly<Record<string, Spec>>): void {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = (target as HTMLElement).dataset.chart;
      if (!isIntersecting || id === undefined) continue;
      seen.unobserve(target);
      void showChart(id, specs);
    }
  });
  for (const place of document.querySelectorAll('[data-chart]')) seen.observe(place);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void followWidth(specs), 150);
  });
}

async function followWidth(specs: Readonly<Record<string, Spec>>): Promise<void> {
  for (const id of drawn.keys()) await renew(id, specs);
}
