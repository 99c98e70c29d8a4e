import type { Spec } from 'vega';
import { animateCharts } from './charts.ts';
import { offerCsv } from './csv-download.ts';
import { held } from './held.ts';
import { unpacked } from './unpacked.ts';
import { offerWishes } from './what-if.ts';

/** Without charts to draw anew, those of the page stay. */
async function start(): Promise<void> {
  offerCsv();
  const specs = (await (await unpacked('charts'))?.json()) as Record<string, Spec> | undefined;
  offerWishes(held('choices') ?? [], specs ?? {});
  animateCharts(specs ?? {});
}

void start();
