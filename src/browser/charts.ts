import { parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { fitChart } from './fit-chart.ts';
import { showTip } from './tip.ts';

/** Rows of a chart by the name of its data, in place of those of its specification. */
type ChartData = Readonly<Record<string, readonly unknown[]>>;

interface Drawn {
  readonly view: View;
  readonly width: number;
}

/** By id, begun or done: a chart that is looked at while a slider moves is drawn once. */
const drawn = new Map<string, Promise<Drawn>>();
/** What charts were given last, by id. */
const given = new Map<string, ChartData>();

/** Room for a scroll bar and the rounding of text widths. */
const margin = 4;

/** Draws a chart where a drawing of it stands already, which stays if this fails. */
async function redraw(place: HTMLElement, spec: Spec, data: ChartData | undefined): Promise<Drawn> {
  const fresh = document.createElement('div');
  const width = widthOf(place);
  // Expressions are interpreted: the policy of the page forbids making functions of texts.
  const view = new View(parse(fitChart(spec, width), undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    container: fresh,
    hover: true,
    tooltip: showTip,
  });
  setData(view, data);
  await view.width(width).runAsync();
  place.replaceChildren(fresh);
  return { view, width };
}

function setData(view: View, data: ChartData = {}): void {
  for (const [name, rows] of Object.entries(data)) view.data(name, [...rows]);
}

const placeOf = (id: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-chart="${CSS.escape(id)}"]`);

const widthOf = (place: HTMLElement): number => Math.max(280, place.clientWidth - margin);

/** Draws a chart if it was not yet; with other data where some are given. */
export async function showChart(id: string, specs: Readonly<Record<string, Spec>>, data?: ChartData): Promise<void> {
  const [place, spec, before] = [placeOf(id), specs[id], drawn.get(id)];
  if (place === null || spec === undefined) return;
  if (data !== undefined) given.set(id, data);
  if (before === undefined) {
    const one = redraw(place, spec, data);
    drawn.set(id, one);
    await one;
  } else if (data !== undefined) {
    const { view } = await before;
    setData(view, data);
    await view.runAsync();
  }
}

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
  for (const [id, before] of drawn) {
    const { view, width } = await before;
    const [place, spec] = [placeOf(id), specs[id]];
    if (place === null || spec === undefined || widthOf(place) === width) continue;
    const one = redraw(place, spec, given.get(id));
    drawn.set(id, one);
    await one;
    view.finalize();
  }
}
