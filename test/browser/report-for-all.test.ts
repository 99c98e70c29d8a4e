import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, withoutBrowser } from '../support/browser.ts';
import { examplesCell, lookAtAll, openReports, tooWide, whole } from '../support/report-in-browser.ts';
import { served } from '../support/served-run.ts';
import type { SyntheticRun } from '../support/synthetic-record.ts';

let reports: Awaited<ReturnType<typeof openReports>>;
const open: typeof reports.open = (...asked) => reports.open(...asked);

/** In the page: what has the focus, whether an outline or the like shows it within the window, and its place in the document; null at the end. */
const focused = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const role = one.getAttribute('role') ?? one.localName;
  return {
    what: one.name || (one.className === 'skip' ? one.textContent : role + ' ' + (one.getAttribute('aria-label') ?? one.textContent).slice(0, 40)),
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight && box.width > 0,
    at: [...document.querySelectorAll('*')].indexOf(one),
  };
})()`;

/** In the page: how many elements take the focus. */
const operable = `[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter((one) => one.checkVisibility({ visibilityProperty: true })).length`;

/** In the page: texts of charts that reach beyond their drawing. */
const cutOff = `[...document.querySelectorAll('.plot svg')].flatMap((svg) => {
  const edge = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1);
  }).map((one) => one.textContent);
})`;

/** In the page: where the number of candidates that is wished stands, as a share of the chart of costs. */
const wishedPlace = `(() => {
  const [svg, line] = ['svg', 'svg .layer_5_marks line'].map((what) => document.querySelector('#what-if-cost ' + what).getBoundingClientRect());
  return (line.left - svg.left) / svg.width;
})()`;

const withExamples: SyntheticRun = { ...served, cells: [...served.cells!, examplesCell] };
const everything: SyntheticRun = { ...whole, cells: [...whole.cells!, examplesCell] };

describe.skipIf(chromiumPath === undefined)(`the report page for every reader${withoutBrowser}`, () => {
  beforeAll(async () => {
    reports = await openReports();
  });
  afterAll(() => reports?.close());

  test('goes by keyboard from the skip link to the end: controls, charts, examples and tables, each once, in the order of the page, each seen to have the focus', async () => {
    const { page, close } = await open(withExamples);
    await lookAtAll(page);
    await page.evaluate('scrollTo(0, 0)');
    const stops: { what: string; seen: boolean; at: number }[] = [];
    for (let i = 0; i < 300; i++) {
      await page.keyboard.press('Tab');
      const stop = (await page.evaluate(focused)) as (typeof stops)[number] | null;
      if (stop === null) break;
      stops.push(stop);
    }
    expect(stops[0]!.what).toBe('Skip to the verdict');
    const names = stops.map(({ what }) => what);
    const controls = ['candidates', 'queriesPerSecond', 'p99Ms', 'updatesPerDay', 'quality', 'perHour'];
    expect(names.filter((name) => controls.includes(name))).toEqual(controls);
    expect(stops.filter(({ seen }) => !seen)).toEqual([]);
    const places = stops.map(({ at }) => at);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    // All that can be operated was met.
    expect(await page.evaluate(operable)).toBe(stops.length);
    for (const what of ['summary', 'region', 'button']) expect(stops.some((stop) => stop.what.startsWith(what))).toBe(true);
    await close();
  });

  test('moves a slider and opens an example with keys alone', async () => {
    const { page, close } = await open(withExamples);
    const slider = page.locator('#wish [name=queriesPerSecond]');
    const before = await page.locator('output[for=wish-queriesPerSecond]').textContent();
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('output[for=wish-queriesPerSecond]').textContent()).not.toBe(before);
    await page.locator('.example summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.example').first().getAttribute('open')).not.toBeNull();
    await close();
  });

  test.each(['light', 'dark'] as const)('has no fault that axe finds, in the %s', async (colorScheme) => {
    const { page, close } = await open(everything, { colorScheme, bypassCSP: true });
    await lookAtAll(page);
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
    const { violations } = (await page.evaluate('axe.run()')) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`)).toEqual([]);
    await close();
  });

  test('is dark where the reader is, and its drawings with it', async () => {
    const colours = async (colorScheme: 'light' | 'dark') => {
      const { page, close } = await open(whole, { colorScheme });
      const found = await page.evaluate(
        `[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.querySelector('.plot svg text')).fill]`,
      );
      await close();
      return found;
    };
    expect(await colours('light')).toEqual(['rgb(255, 255, 255)', 'rgb(27, 31, 36)']);
    expect(await colours('dark')).toEqual(['rgb(20, 24, 29)', 'rgb(230, 234, 239)']);
  });

  test.each([320, 390, 1280])('is never wider than a screen of %i pixels', async (width) => {
    const { page, close } = await open(whole, { viewport: { width, height: 800 } });
    await lookAtAll(page);
    expect(await tooWide(page)).toBe(false);
    await close();
  });

  test.each([320, 390, 1280])('cuts off no text of a chart at %i pixels', async (width) => {
    const { page, close } = await open(withExamples, { viewport: { width, height: 800 } });
    await lookAtAll(page);
    expect(await page.evaluate(cutOff)).toEqual([]);
    await close();
  });

  test('keeps what the sliders say when the page becomes narrow', async () => {
    const { page, close } = await open(served, { viewport: { width: 1280, height: 800 } });
    const share = (): Promise<number> => page.evaluate(wishedPlace) as Promise<number>;
    await page.locator('#what-if-cost').scrollIntoViewIfNeeded();
    await page.locator('#what-if-cost svg').waitFor();
    const first = await share();
    await page.locator('#wish [name=candidates]').fill('60');
    await expect.poll(async () => Math.abs((await share()) - first)).toBeGreaterThan(0.1);
    const [wide, before] = [await share(), await page.locator('#what-if-cost svg').boundingBox()];
    await page.setViewportSize({ width: 700, height: 800 });
    await expect.poll(async () => (await page.locator('#what-if-cost svg').boundingBox())!.width).toBeLessThan(before!.width);
    await expect.poll(async () => Math.abs((await share()) - wide)).toBeLessThan(0.1);
    await close();
  });

  test('prints on A4, in light colours and without what only a screen needs', async () => {
    const { page, close } = await open(whole, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('#take-csv').isVisible()).toBe(false);
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const [, width, height] = paper.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/)!.map(Number) as [number, number, number];
    expect([Math.round(width), Math.round(height)]).toEqual([595, 842]);
    await close();
  });
});
