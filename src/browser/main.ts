import type { Spec } from 'vega';
import type { Choice } from '../decision/choice.ts';
import { animateCharts } from './charts.ts';
import { offerCsv } from './csv-download.ts';
import { unpacked } from './unpacked.ts';
import { offerWishes } from './what-if.ts';

const held = async <Value>(id: string): Promise<Value | undefined> => (await (await unpacked(id))?.json()) as Value | undefined;

/** A browser that cannot unpack shows the page as it was written. */
async function start(): Promise<void> {
  offerCsv();
  const specs = (await held<Record<string, Spec>>('charts')) ?? {};
  offerWishes((await held<Choice[]>('choices')) ?? [], specs);
  animateCharts(specs);
}

void start();
