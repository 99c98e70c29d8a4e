import { parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { showTip } from './tip.ts';

/** Charts that are drawn, by id: what controls change. */
const views = new Map<string, View>();

/** Room for a scroll bar and the rounding of text widths. */
const margin = 4;

/** Draws a chart where a drawing of it stands already, which stays if this fails. */
async function redraw(place: HTMLElement, spec: Spec): Promise<View> {
  const fresh = document.createElement('div');
  // Expressions are interpreted: the policy of the page forbids making functions of texts.
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    container: fresh,
    hover: true,
    tooltip: showTip,
  });
  await view.width(widthOf(place)).runAsync();
  place.replaceChildren(fresh);
  return view;
}

const widthOf = (place: HTMLElement): number => Math.max(280, place.clientWidth - margin);

/** The view of a chart, drawn now if it was not yet. */
export async function chartView(id: string, specs: Readonly<Record<string, Spec>>): Promise<View | undefined> {
  const place = document.querySelector<HTMLElement>(`[data-chart="${CSS.escape(id)}"]`);
  const spec = specs[id];
  if (place === null || spec === undefined) return undefined;
  const view = views.get(id) ?? (await redraw(place, spec));
  views.set(id, view);
  return view;
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
    waiting = setTimeout(() => {
      for (const [id, view] of views) {
        const place = document.querySelector<HTMLElement>(`[data-chart="${CSS.escape(id)}"]`);
        if (place !== null) void view.width(widthOf(place)).runAsync();
      }
    }, 150);
  });
}
