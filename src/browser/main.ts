import type { Spec } from 'vega';
import { animateCharts } from './charts.ts';
import { offerCsv } from './csv-download.ts';

/** What a page holds for its script: data only, as JSON in an element of that id. */
const held = <Value>(id: string): Value | undefined => {
  const text = document.querySelector(`#${id}`)?.textContent;
  return text ? (JSON.parse(text) as Value) : undefined;
};

const specs = held<Record<string, Spec>>('charts') ?? {};
offerCsv();
animateCharts(specs);
