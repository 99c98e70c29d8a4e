// @ts-check
// Takes the pictures of the README anew, at 1280 × 800 in light colours: `npm run bench:pictures [-- report | playground]`. The report is the committed one of
// reports/serving; the playground is asked over two small models, which are trained first where .cache/playground has none. Needs a Chromium (CHROMIUM names one).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** @typedef {import('playwright-core').Page} Page */

/** @type {Record<string, (page: Page) => Promise<void>>} */
const pictures = {
  async report(page) {
    await page.goto(pathToFileURL(join(root, 'reports', 'serving', 'report.html')).href);
    await page.locator('#wish').waitFor();
  },
  async playground(page) {
    const command = join(root, 'dist', 'cli', 'main.js');
    const child = spawn(process.execPath, [command, 'playground'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    // The picture is taken while it serves: its pages close with the browser.
    page.once('close', () => child.kill('SIGINT'));
    const [address] = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => Promise.reject(new Error('the playground ended'))),
    ]);
    await page.goto(String(address).trim());
    // The first query opens the models, those after it warm them; the last tells what one takes.
    for (const text of ['a slice of cake', 'a blue car', 'a cat', 'a red apple']) {
      await page.locator('#text').fill(text);
      await page.locator('#text').press('Enter');
      await page.locator('#status', { hasText: `“${text}” against ` }).waitFor();
      // Pictures of the last answers are not to be drawn while the next are ranked.
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(3_000);
    }
  },
};

const named = process.argv.slice(2);
const unknown = named.find((name) => !Object.hasOwn(pictures, name));
if (unknown !== undefined) throw new Error(`there is no picture ${unknown}: ${Object.keys(pictures).join(', ')}`);
if (!existsSync(browserPath)) throw new Error(`there is no Chromium at ${browserPath}: name one with CHROMIUM`);

const browser = await chromium.launch({ executablePath: browserPath, args: ['--headless', '--no-sandbox'] });
try {
  for (const [name, show] of Object.entries(pictures)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const path = join(root, 'reports', 'pictures', `${name}.png`);
    try {
      await show(page);
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    } finally {
      await page.close();
    }
    console.log(path);
  }
} finally {
  await browser.close();
}
