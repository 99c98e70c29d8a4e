import { createHash } from 'node:crypto';
import { syntheticNote } from '../record/synthetic.ts';
import { Html, type HtmlValue, html, packed } from './html.ts';
import type { PageAssets } from './page-assets.ts';
import type { PageModel } from './page-model.ts';
import { accuracyPart } from './sections/accuracy-part.ts';
import { buildsPart } from './sections/builds-part.ts';
import { cacheabilityPart } from './sections/cacheability-part.ts';
import { callsPart } from './sections/calls-part.ts';
import { cascadePart } from './sections/cascade-part.ts';
import { crossingPart } from './sections/crossing-part.ts';
import { decisionPart } from './sections/decision-part.ts';
import { examplesPart } from './sections/examples-part.ts';
import { filterPart } from './sections/filter-part.ts';
import { frontierPart } from './sections/frontier-part.ts';
import { gatePart } from './sections/gate-part.ts';
import { hardwarePart } from './sections/hardware-part.ts';
import { latencyPart } from './sections/latency-part.ts';
import { learningPart } from './sections/learning-part.ts';
import { loadPart } from './sections/load-part.ts';
import { memoryPart } from './sections/memory-part.ts';
import { objectivesPart } from './sections/objectives-part.ts';
import { pairsPart } from './sections/pairs-part.ts';
import { precisionPart } from './sections/precision-part.ts';
import { provenancePart } from './sections/provenance-part.ts';
import { sizePart } from './sections/size-part.ts';
import { verdictPart } from './sections/verdict-part.ts';
import { themeCss } from './theme.ts';

/** In the order of the page; a new one is a file and a row. One that has nothing to tell is left out. */
const parts: readonly ((page: PageModel) => HtmlValue | Promise<HtmlValue>)[] = [
  decisionPart,
  verdictPart,
  frontierPart,
  accuracyPart,
  crossingPart,
  learningPart,
  objectivesPart,
  filterPart,
  latencyPart,
  loadPart,
  sizePart,
  pairsPart,
  buildsPart,
  cascadePart,
  callsPart,
  precisionPart,
  memoryPart,
  cacheabilityPart,
  examplesPart,
  gatePart,
  hardwarePart,
  provenancePart,
];

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * report.html: one file that opens without a network. Its policy lets nothing run but the script whose hash it names, and nothing be loaded but
 * pictures that are in it. The same record gives the same bytes. Leaves its charts in the `drawings` of the page.
 */
export async function toPage(page: PageModel, { script, style }: PageAssets): Promise<string> {
  const sections: HtmlValue[] = [];
  for (const part of parts) sections.push(await part(page));
  const styles = themeCss + style;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(styles)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const synthetic = syntheticNote(page.record);
  const title = `Early fusion or dual tower: ${page.record.suite.name}`;
  const charts = Object.fromEntries([...page.drawings].map(([id, { vega }]) => [id, vega]));
  return `<!doctype html>
${
  html`<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(styles)}</style></head>
<body><header><a class="skip" href="#main">Skip to the verdict</a><p class="brand">matchbench</p><h1>${title}</h1>${synthetic !== undefined && html`<p><strong>${synthetic}</strong></p>`}</header>
<main id="main">${sections}</main>
<footer><p>Derived from record.json of run ${page.record.runId} by matchbench ${page.record.matchbench}; report.md and results.csv beside this file hold the same figures.</p></footer>
<script type="application/octet-stream" id="charts">${packed(JSON.stringify(charts))}</script>
<script>${new Html(script)}</script>
</body></html>`.markup
}
`;
}
