import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toPage } from '../../src/report/page/page.ts';
import { pageModel } from '../../src/report/page/page-model.ts';
import { chromiumPath, openBrowser, withoutBrowser } from '../support/browser.ts';
import { freshPageAssets } from '../support/page-assets.ts';
import { differenceFromKept } from '../support/same-picture.ts';
import { served } from '../support/served-run.ts';
import { syntheticParts } from '../support/synthetic-page.ts';

const kept = join(import.meta.dirname, 'pictures');

/** Of all pixels: an antialiased line may differ, a card that moved does not pass. */
const differs = 0.01;

let browser: Browser;
let folder: string;
let file: string;

/** The page as the screen, or the paper, of such a reader shows it first. */
async function pictureFor(
  options: BrowserContextOptions,
  change?: (page: Page) => Promise<unknown>,
  media?: 'print',
): Promise<Buffer> {
  const context = await browser.newContext({ deviceScaleFactor: 1, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  if (media !== undefined) await page.emulateMedia({ media });
  await change?.(page);
  const picture = await page.screenshot({ animations: 'disabled' });
  await context.close();
  return picture;
}

const desk = { viewport: { width: 1280, height: 800 } } as const;
const views: readonly { name: string; options: BrowserContextOptions; media?: 'print' }[] = [
  { name: 'first screen, light', options: desk },
  { name: 'first screen, dark', options: { ...desk, colorScheme: 'dark' } },
  { name: 'phone', options: { viewport: { width: 390, height: 844 } } },
  // A4 at 96 dots an inch, less the margins.
  { name: 'first page on A4', options: { viewport: { width: 688, height: 1017 } }, media: 'print' },
];
/** The kept pictures have the letters that Debian's chromium brings with it, as .ci/run installs it. */
const font = 'DejaVu Sans';
const hasFont = spawnSync('fc-match', ['-f', '%{family}', 'system-ui'], { encoding: 'utf8' }).stdout === font;
const without = withoutBrowser !== '' || hasFont ? withoutBrowser : ` (skipped: the letters of this machine are not ${font})`;
const fileOf = (name: string): string => join(kept, `${name.replace(/\W+/g, '-')}.png`);

describe.skipIf(chromiumPath === undefined || !hasFont)(`the look of the report${without}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'matchbench-test-'));
    file = join(folder, 'report.html');
    const [parts, assets] = await Promise.all([syntheticParts(folder, served), freshPageAssets()]);
    await writeFile(file, await toPage(pageModel(parts), assets));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(views)('is the one that is kept: $name (UPDATE_PICTURES=1 keeps the new one)', async ({ name, options, media }) => {
    expect(await differenceFromKept(await pictureFor(options, undefined, media), fileOf(name))).toBeLessThan(differs);
  });

  test.skipIf(process.env.UPDATE_PICTURES === '1').each([
    ['cards below each other', '.cards { grid-template-columns: 1fr }'],
    ['a card without its text', '.card.main p { visibility: hidden }'],
    ['letters of another size', 'html { font-size: 18px }'],
    ['a style sheet that is missing', '* { all: revert }'],
  ])('is seen to be broken by %s', async (_, css) => {
    // The policy of the page lets no style in but its own: constructed sheets are no inline styles.
    const broken = (page: Page): Promise<unknown> =>
      page.evaluate(
        `(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(css)}); document.adoptedStyleSheets = [sheet]; })()`,
      );
    expect(await differenceFromKept(await pictureFor(desk, broken), fileOf('first screen, light'))).toBeGreaterThan(differs);
  });
});
