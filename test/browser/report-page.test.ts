import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide } from '../../src/decision/decide.ts';
import { decisionSentences } from '../../src/decision/decision-sentences.ts';
import { headline } from '../../src/decision/headline.ts';
import { formatCount } from '../../src/decision/quantities.ts';
import type { Prices, Wish } from '../../src/decision/wish.ts';
import { encodeWebp } from '../../src/features/picture.ts';
import { toPage } from '../../src/report/page/page.ts';
import type { PageAssets } from '../../src/report/page/page-assets.ts';
import { pageModel } from '../../src/report/page/page-model.ts';
import { chromiumPath, openBrowser, withoutBrowser } from '../support/browser.ts';
import { freshPageAssets } from '../support/page-assets.ts';
import { served } from '../support/served-run.ts';
import { syntheticParts } from '../support/synthetic-page.ts';
import { type SyntheticCell, type SyntheticRun, syntheticAccuracy, syntheticCosts } from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const pixel = await encodeWebp({ width: 2, height: 2, data: new Uint8Array(12).fill(200) }, 75);
const webp = Buffer.from(pixel).toString('base64');
const examplesCell: SyntheticCell = {
  id: 'examples',
  kind: 'examples',
  key: { dataset: 'toys' },
  details: {
    examples: [
      {
        reason: 'other better',
        direction: 'left-right',
        query: 'item-a',
        right: ['item-b'],
        rightCount: 1,
        answers: ['tower', 'fusion'].map((model) => ({
          model,
          firstRight: 1,
          top: [{ id: 'item-b', score: 0.5, isRight: true }],
        })),
      },
    ],
    items: { left: [{ id: 'item-a', picture: webp }], right: [{ id: 'item-b', text: 'a kayak' }] },
  },
};

const whole: SyntheticRun = { accuracy: syntheticAccuracy(3, 4), cells: syntheticCosts };

let browser: Browser;
let assets: PageAssets;

/** A page of a run, with everything that it complained about or asked for. */
async function open(run: SyntheticRun, options: BrowserContextOptions = {}) {
  const dir = await temporaryFolder();
  const parts = await syntheticParts(dir, run);
  const file = join(dir, 'report.html');
  await writeFile(file, await toPage(pageModel(parts), assets));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => complaints.push('a dialog')));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, complaints, requests, parts, close: () => context.close() };
}

/** Scrolls to every chart, which is when it becomes interactive. */
async function lookAtAll(page: Page): Promise<void> {
  const charts = page.locator('[data-chart]');
  for (let i = 0; i < (await charts.count()); i++) {
    await charts.nth(i).scrollIntoViewIfNeeded();
    await charts.nth(i).locator('div svg').waitFor();
  }
}

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

const tooWide = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

describe.skipIf(chromiumPath === undefined)(`the report page in a browser${withoutBrowser}`, () => {
  beforeAll(async () => {
    [browser, assets] = await Promise.all([openBrowser(), freshPageAssets()]);
  });
  afterAll(() => browser?.close());

  test('asks for nothing but itself, complains of nothing, and draws every chart anew', async () => {
    const { page, complaints, requests, close } = await open(whole);
    await lookAtAll(page);
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    expect(await page.locator('[data-chart]').count()).toBeGreaterThan(3);
    await close();
  });

  test('shows a tip with the numbers of a point', async () => {
    const { page, close } = await open(whole);
    await lookAtAll(page);
    await page.locator('#accuracy-0-means svg .mark-symbol.role-mark path').last().hover();
    expect(await page.locator('.tip').textContent()).toContain('MRR');
    await close();
  });

  test('says in the page what the functions of the decision say outside of it, whatever is wished', async () => {
    const { page, parts, complaints, close } = await open(served);
    const seen = new Set<string>();
    for (const [name, value] of [
      ['candidates', '80'],
      ['candidates', '160'],
      ['queriesPerSecond', '80'],
      ['p99Ms', '10'],
      ['quality', '0'],
      ['updatesPerDay', '140'],
    ] as const) {
      await page.locator(`#wish [name=${name}]`).fill(value);
      await expect.poll(() => page.locator('#wish').getAttribute('data-wish')).not.toBe([...seen].at(-1) ?? null);
      const wished = await page.locator('#wish').getAttribute('data-wish');
      seen.add(wished!);
      const { wish, prices } = JSON.parse(wished!) as { wish: Wish; prices: Prices };
      const model = parts.costModels[0]!;
      const decision = decide(model, wish, prices);
      const said = async (place: string): Promise<string | null> => page.locator(`[data-said=${place}]`).textContent();
      expect(await said('answer')).toBe(decisionSentences(model, decision, prices).answer);
      const { take, breakEven, breakEvenNote } = headline(model, decision, prices, 'dual tower');
      expect([await said('take'), await said('breakEven'), await said('breakEvenNote')]).toEqual([
        take,
        breakEven,
        breakEvenNote,
      ]);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  test('moves the verdict and the crossover with the sliders', async () => {
    const { page, close } = await open(served);
    const answers = async (name: string, ...values: string[]): Promise<Set<string | null>> => {
      const found = new Set<string | null>();
      for (const value of values) {
        await page.locator(`#wish [name=${name}]`).fill(value);
        await page.waitForTimeout(300);
        found.add(await page.locator('[data-said=take]').textContent());
      }
      return found;
    };
    const crossover = (): Promise<string | null> => page.locator('#what-if-cost svg .layer_6_marks').innerHTML();
    await page.locator('#wish [name=quality]').fill('0.9');
    expect((await answers('candidates', '20', '100', '160')).size).toBeGreaterThan(1);
    const before = await crossover();
    await page.locator('#wish [name=updatesPerDay]').fill('160');
    await page.waitForTimeout(500);
    expect(await crossover()).not.toBe(before);
    await close();
  });

  test('says on its first screen what to take, the break-even number and how sure that is', async () => {
    const { page, close } = await open(served);
    for (const heading of ['Take', 'Break-even number of candidates', 'How sure']) {
      const box = await page.getByRole('heading', { name: heading, exact: true }).boundingBox();
      expect(box!.y + box!.height).toBeLessThan(800);
    }
    const box = await page.locator('.cards').boundingBox();
    expect(box!.y + box!.height).toBeLessThan(800);
    await close();
  });

  test('asks exactly what it asked first until a slider is moved, and then only of that slider something else', async () => {
    const cells = served.cells!.map((cell) => JSON.parse(JSON.stringify(cell).replaceAll('100000', '123457')) as SyntheticCell);
    const { page, parts, close } = await open({ ...served, cells });
    const output = (name: string): Promise<string | null> => page.locator(`output[for=wish-${name}]`).textContent();
    const { wish } = pageModel(parts).choices[0]!;
    expect(await output('candidates')).toBe(formatCount(wish.candidates));
    await page.locator('#wish [name=queriesPerSecond]').fill('40');
    await expect.poll(() => page.locator('#wish').getAttribute('data-wish')).not.toBeNull();
    const { wish: asked } = JSON.parse((await page.locator('#wish').getAttribute('data-wish'))!) as { wish: Wish };
    expect(asked).toEqual({ ...wish, queriesPerSecond: 100, updatesPerDay: 0 });
    await close();
  });

  test('goes by keyboard from the skip link to the end: controls, charts, examples and tables, each once, in the order of the page, each seen to have the focus', async () => {
    const { page, close } = await open({ ...served, cells: [...served.cells!, examplesCell] });
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
    const { page, close } = await open({ ...served, cells: [...served.cells!, examplesCell] });
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

  test('shows examples with their pictures, scores and right answers', async () => {
    const { page, complaints, close } = await open({ ...whole, cells: [...syntheticCosts, examplesCell] });
    await page.locator('.example summary').first().click();
    const picture = page.locator('.example img').first();
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => page.evaluate(`document.querySelector('.example img').naturalWidth`)).toBeGreaterThan(0);
    expect(await picture.getAttribute('alt')).toBe('item-a');
    expect(await page.locator('.example li.right').first().textContent()).toContain('✓');
    expect(complaints).toEqual([]);
    await close();
  });

  test('hands out the figures as a file', async () => {
    const { page, parts, close } = await open(whole, { acceptDownloads: true });
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#take-csv')]);
    expect(download.suggestedFilename()).toBe('results.csv');
    expect(await readFile(await download.path(), 'utf8')).toBe(parts.csv);
    await close();
  });

  test.each(['light', 'dark'] as const)('has no fault that axe finds, in the %s', async (colorScheme) => {
    const { page, close } = await open(whole, { colorScheme, bypassCSP: true });
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

  test('shows hostile texts as texts', async () => {
    const hostile = `<img src=x onerror=alert(1)></script><script>alert(2)</script>" onmouseover="alert(3) \u202e${'x'.repeat(15_000)}`;
    const { page, complaints, requests, close } = await open({
      accuracy: syntheticAccuracy(2, 4),
      suite: { name: hostile },
      command: hostile,
      warnings: [{ code: 'x', message: hostile, remedy: hostile }],
      cells: [
        { id: hostile.slice(0, 150), kind: 'train', status: 'failed', failure: { message: hostile, remedy: hostile } },
        {
          id: 'latency',
          kind: 'latency',
          samples: [
            {
              name: 'end to end',
              unit: 'ms',
              key: {
                model: 'tower',
                scorer: hostile.slice(0, 180),
                dataset: 'toys',
                direction: 'left-right',
                leftCount: 3,
                rightCount: 4,
              },
              values: Array.from({ length: 200 }, (_, i) => 1 + i / 100),
            },
          ],
        },
      ],
    });
    await lookAtAll(page);
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    expect(await page.locator('img, [onerror], [onmouseover]').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('<img src=x onerror=alert(1)>');
    expect((await page.content()).includes('\u202e')).toBe(false);
    expect(await tooWide(page)).toBe(false);
    await close();
  });
});
