import type { Spec } from 'vega';
import { animateCharts } from './charts.ts';
import { offerCsv } from './csv-download.ts';
import { held } from './held.ts';
import { offerWishes } from './what-if.ts';

const specs = held<Record<string, Spec>>('charts') ?? {};
offerCsv();
offerWishes(held('choices') ?? [], specs);
animateCharts(specs);
