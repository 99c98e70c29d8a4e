import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toPage } from '../../src/report/page/page.ts';
import type { PageAssets } from '../../src/report/page/page-assets.ts';
import { pageModel } from '../../src/report/page/page-model.ts';
import { chromiumPath, openBrowser, withoutBrowser } from '../support/browser.ts';
import { freshPageAssets } from '../support/page-assets.ts';
import { syntheticParts } from '../support/synthetic-page.ts';
import { type SyntheticRun, syntheticAccuracy, syntheticCosts } from '../support/synthetic-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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
