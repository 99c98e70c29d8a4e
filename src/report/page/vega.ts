import { logger, parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { fitChart } from '../../browser/fit-chart.ts';
import { colour } from './theme.ts';

/** A chart as data: Vega-Lite. */
export type ChartSpec = Omit<TopLevelSpec, '$schema' | 'config'>;

/** Width of a drawing in pixels: that of a specification, and of what is drawn without a page. */
export const drawingWidth = 860;

export interface Drawing {
  /** Vega, for the page to draw again: with tips, and as wide as there is room. */
  readonly vega: object;
  readonly svg: string;
}

// Every chart stands in an element that says what it shows.
const silent = { aria: false } as const;
const text = { ...silent, labelColor: colour('ink'), titleColor: colour('muted'), labelFontSize: 12, titleFontSize: 12 } as const;

const config = {
  background: 'transparent',
  font: 'system-ui, "DejaVu Sans", sans-serif',
  view: { stroke: null },
  axis: {
    ...text,
    titleFontWeight: 'normal',
    domainColor: colour('quiet'),
    tickColor: colour('quiet'),
    gridColor: colour('grid'),
    labelLimit: 300,
    labelOverlap: 'greedy',
    labelSeparation: 6,
  },
  // A legend measures its texts by estimate and would cut them; points must be as strong as in the plot.
  legend: {
    ...text,
    labelLimit: 0,
    symbolOpacity: 1,
    symbolBaseFillColor: colour('ink'),
    symbolBaseStrokeColor: colour('quiet'),
    orient: 'bottom',
    columns: 3,
    titleFontWeight: 'normal',
  },
  mark: { ...silent, color: colour('ink') },
  text: { color: colour('ink'), fontSize: 12 },
  rule: { color: colour('muted') },
} as const;

/** Draws a chart without a browser: the same specification always gives the same drawing. */
export async function draw(spec: ChartSpec): Promise<Drawing> {
  const { spec: vega } = compile({ ...spec, config } as unknown as TopLevelSpec, { logger: logger(0) });
  const view = new View(parse(fitChart(vega, drawingWidth), undefined, { ast: true }), { renderer: 'none', logLevel: 0 });
  // Hundredths of a pixel are enough.
  const svg = (await view.toSVG()).replace(/(\d+\.\d{2})\d+/g, '$1');
  view.finalize();
  return { vega, svg };
}
