import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { encodeWebp } from '../../src/features/picture.ts';
import { toPage } from '../../src/report/page/page.ts';
import { pageModel, type ReportParts } from '../../src/report/page/page-model.ts';
import { openBrowser } from './browser.ts';
import { freshPageAssets } from './page-assets.ts';
import { syntheticParts } from './synthetic-page.ts';
import { type SyntheticCell, type SyntheticRun, syntheticAccuracy, syntheticCosts } from './synthetic-record.ts';

const pixel = await encodeWebp({ width: 2, height: 2, data: new Uint8Array(12).fill(200) }, 75);
const webp = Buffer.from(pixel).toString('base64');
export const examplesCell: SyntheticCell = {
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

/** Accuracy and costs of two models. */
export const whole: SyntheticRun = { accuracy: syntheticAccuracy(3, 4), cells: syntheticCosts };

interface Written {
  readonly parts: ReportParts;
  readonly file: string;
}

/** Pages of runs in a browser of their own, for the tests of a file: a page is made once, however many tests look at it. */
export async function openReports() {
  const [browser, assets, folder] = await Promise.all([
    openBrowser(),
    freshPageAssets(),
    mkdtemp(join(tmpdir(), 'matchbench-pages-')),
  ]);
  const pages = new Map<SyntheticRun, Promise<Written>>();
  const make = async (run: SyntheticRun, dir: string): Promise<Written> => {
    const parts = await syntheticParts(dir, run);
    const file = join(dir, 'report.html');
    await writeFile(file, await toPage(pageModel(parts), assets));
    return { parts, file };
  };
  return {
    /** The page of a run, with everything that it complained about or asked for. */
    async open(run: SyntheticRun, options: BrowserContextOptions = {}) {
      const made = pages.get(run) ?? make(run, join(folder, String(pages.size)));
      pages.set(run, made);
      const { parts, file } = await made;
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
    },
    async close(): Promise<void> {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Scrolls to every chart, which is when it becomes interactive. */
export async function lookAtAll(page: Page): Promise<void> {
  const charts = page.locator('[data-chart]');
  for (let i = 0; i < (await charts.count()); i++) {
    await charts.nth(i).scrollIntoViewIfNeeded();
    await charts.nth(i).locator('div svg').waitFor();
  }
}

export const tooWide = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
