import { parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { fitChart } from './fit-chart.ts';
import { showTip } from './tip.ts';

/** A chart that is drawn: what controls change. */
interface Drawn {
  readonly view: View;
  readonly width: number;
}

const drawn = new Map<string, Drawn>();

/** Room for a scroll bar and the rounding of text widths. */
const margin = 4;

/** Draws a chart where a drawing of it stands already, which stays if this fails; `before`: the same chart in another width, whose data it takes over. */
async function redraw(place: HTMLElement, spec: Spec, before?: View): Promise<Drawn> {
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
  await view.width(width).runAsync();
  if (before !== undefined) {
    await view.setState(before.getState({ signals: () => false })).runAsync();
    before.finalize();
  }
  place.replaceChildren(fresh);
  return { view, width };
}

const placeOf = (id: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-chart="${CSS.escape(id)}"]`);

const widthOf = (place: HTMLElement): number => Math.max(280, place.clientWidth - margin);

/** The view of a chart, drawn now if it was not yet. */
export async function chartView(id: string, specs: Readonly<Record<string, Spec>>): Promise<View | undefined> {
  const [place, spec] = [placeOf(id), specs[id]];
  if (place === null || spec === undefined) return undefined;
  const one = drawn.get(id) ?? (await redraw(place, spec));
  drawn.set(id, one);
  return one.view;
}

/** Charts become interactive when they are looked at, and follow the width of the page. */
export function animateCharts(specs: Readonly<Record<string, Spec>>): void {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const id = (target as HTMLElement).dataset.chart;
      if (!isIntersecting || id === undefined) continue;
      seen.unobserve(target);
      void chartView(id, specs);
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
  for (const [id, { view, width }] of drawn) {
    const [place, spec] = [placeOf(id), specs[id]];
    if (place !== null && spec !== undefined && widthOf(place) !== width) drawn.set(id, await redraw(place, spec, view));
  }
}
