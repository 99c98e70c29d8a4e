import type { Axis, Legend, Scale, Spec } from 'vega';

/** Texts of 12 pixels are taken to be so wide a character: a legend is laid out before anybody has measured it. */
const characterPx = 6.8;
/** A symbol with what stands around it and its text. */
const symbolPx = 34;
const numbersPx = 64;
const longestPx = 300;
const mostColumns = 3;
/** Below this many pixels there is no room for what names single points, and legends stand one below the other. */
const narrowPx = 640;

/** The style of marks that a narrow chart leaves out. */
export const wideOnly = 'wide-only';

/**
 * A chart of so many pixels: as many columns of a legend as there is room for, names beside the plot within their share of it, and long titles of axes on several lines. What
 * does not fit is cut with a sign, never by the edge.
 */
export function fitChart(spec: Spec, width: number): Spec {
  const isNarrow = width < narrowPx;
  const namesPx = Math.min(longestPx, Math.floor(0.38 * width));
  const hasNames = spec.axes?.some((axis) => axis.orient === 'left' && isOfNames(scaleOf(spec, axis.scale)));
  const plotPx = width - (hasNames ? namesPx : numbersPx);
  const { config = {} } = spec;
  const below = { bottom: { direction: 'vertical', anchor: 'start', margin: 4 } } as const;
  return {
    ...spec,
    axes: spec.axes?.map((axis) => fitAxis(axis, namesPx, plotPx)),
    legends: spec.legends?.map((legend) => fitLegend(legend, spec, plotPx)),
    marks: isNarrow ? spec.marks?.filter(({ style }) => ![style].flat().includes(wideOnly)) : spec.marks,
    config: isNarrow ? { ...config, legend: { ...config.legend, layout: below } } : config,
  };
}

const scaleOf = ({ scales = [] }: Spec, name: string | undefined): Scale | undefined =>
  scales.find((scale) => scale.name === name);

const isOfNames = (scale: Scale | undefined): boolean => scale?.type === 'band' || scale?.type === 'point';

function fitAxis(axis: Axis, namesPx: number, plotPx: number): Axis {
  if (axis.orient === 'left') return { ...axis, labelLimit: namesPx };
  return typeof axis.title === 'string' ? { ...axis, title: linesOf(axis.title, plotPx / characterPx) } : axis;
}

function fitLegend(legend: Legend, spec: Spec, plotPx: number): Legend {
  const [scale] = [legend.fill, legend.stroke, legend.shape].flatMap((name) => scaleOf(spec, name) ?? []);
  const named = legend.values ?? scale?.domain;
  if (!Array.isArray(named)) return legend;
  const longest = Math.max(...named.map((text) => String(text).length));
  const columns = Math.floor(plotPx / (symbolPx + characterPx * longest));
  return { ...legend, columns: Math.min(mostColumns, Math.max(1, columns)), labelLimit: Math.max(60, plotPx - symbolPx) };
}

/** A text in lines of about so many characters, cut between words. */
function linesOf(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && longer.length <= characters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
