import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeWebp } from '../../src/features/picture.ts';
import { chromiumPath, openBrowser, withoutBrowser } from '../support/browser.ts';
import { hostileText, openPlayground } from '../support/playground.ts';

let browser: Browser;
let opened: Awaited<ReturnType<typeof openPlayground>>;

/** The page with the answer to its first query, and everything that it complained about or asked for. */
async function open(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(opened.playground.url);
  await page.locator('.columns').waitFor();
  return { page, complaints, requests, close: () => context.close() };
}

const answersOf = (page: Page, strategy: string) => page.locator(`[data-strategy=${strategy}] .answers li`);
const askText = async (page: Page, text: string): Promise<void> => {
  await page.locator('#text').fill(text);
  await page.locator('#text').press('Enter');
  await page.locator('#status', { hasText: ' against ' }).waitFor();
};

describe.skipIf(chromiumPath === undefined)(`the playground in a browser${withoutBrowser}`, () => {
  beforeAll(async () => {
    [browser, opened] = await Promise.all([openBrowser(), openPlayground()]);
  });
  afterAll(async () => {
    await browser?.close();
    await opened?.close();
  });

  test('ranks pictures for a typed text side by side, and asks nobody but its server', async () => {
    const { page, complaints, requests, close } = await open();
    await askText(page, 'a red apple');
    for (const strategy of ['dual', 'cascade', 'fusion']) {
      expect(await answersOf(page, strategy).count()).toBe(10);
      const image = answersOf(page, strategy).first().locator('img');
      await image.scrollIntoViewIfNeeded();
      await expect
        .poll(() => image.evaluate((node) => (node as unknown as { naturalWidth: number }).naturalWidth))
        .toBeGreaterThan(0);
    }
    expect(await page.locator('[data-strategy=fusion] .total').textContent()).toContain('36 network evaluations');
    expect(await page.locator('[data-strategy=dual] .times').textContent()).toContain('backbone');
    expect(await page.locator('[data-strategy=dual] .total').textContent()).toMatch(
      /^[\d.]+ ms after [\d.]+ ms of the backbone, /,
    );
    expect(complaints).toEqual([]);
    expect(requests.filter((address) => !address.startsWith(opened.playground.url) && !address.startsWith('data:'))).toEqual([]);
    await close();
  });

  test('ranks texts for a chosen picture file, and says why a broken one has no answer', async () => {
    const { page, close } = await open();
    await page.getByRole('button', { name: 'image → text' }).click();
    const webp = Buffer.from(await encodeWebp({ width: 40, height: 30, data: new Uint8Array(3_600).fill(90) }, 80));
    await page.locator('#picture').setInputFiles({ name: 'a.webp', mimeType: 'image/webp', buffer: webp });
    await page.locator('#status', { hasText: '(text)' }).waitFor();
    expect(await answersOf(page, 'dual').first().textContent()).toContain('words');
    const broken = Buffer.alloc(99, 'x');
    await page.locator('#picture').setInputFiles({ name: 'b.png', mimeType: 'image/png', buffer: broken });
    await page.locator('#status.fault').waitFor();
    expect(await page.locator('#status').textContent()).toContain('could not be read');
    // No answers of another query stand under what was asked last.
    expect(await answersOf(page, 'dual').count()).toBe(0);
    await close();
  });

  test('says of a text that is too long that it is, in place of cutting it, and does not say all of it again', async () => {
    const { page, close } = await open();
    await askText(page, 'a red apple');
    await page.locator('#text').fill('word '.repeat(500));
    await page.locator('.text-form button').click();
    await page.locator('#status.fault').waitFor();
    expect(await page.locator('#status').textContent()).toContain('more than 2,000 characters');
    await page.locator('#text').fill('word '.repeat(100));
    await page.locator('.text-form button').click();
    await page.locator('#status', { hasText: 'against 36' }).waitFor();
    expect((await page.locator('#status').textContent())!.length).toBeLessThan(200);
    await close();
  });

  test('asks with an item by the keyboard alone, and marks its right answers', async () => {
    const { page, close } = await open();
    await page.getByRole('button', { name: 'image → text' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.choices button').first().waitFor();
    await page.locator('#find').focus();
    await page.keyboard.type('picture-07');
    await expect.poll(() => page.locator('.choices button').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#status', { hasText: '(text)' }).waitFor();
    expect(await page.locator('#status img').getAttribute('alt')).toBe('picture-07');
    await close();
  });

  test('shows hostile strings of queries and data as texts', async () => {
    const { page, complaints, close } = await open();
    await askText(page, hostileText);
    expect(await page.locator('#status').textContent()).toContain(hostileText);
    await page.locator('#find').fill('evil');
    await expect.poll(() => page.locator('.choices button').count()).toBe(1);
    expect(await page.locator('.choices').textContent()).toBe(hostileText);
    expect(await page.title()).toBe('matchbench playground');
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(['light', 'dark'] as const)('has no fault that axe finds, in the %s', async (colorScheme) => {
    const { page, close } = await open({ colorScheme, bypassCSP: true });
    for (const direction of ['text → image', 'image → text']) {
      await page.getByRole('button', { name: direction }).click();
      await page.locator('.choices button').first().waitFor();
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    }
    await close();
  });

  test('fits a phone', async () => {
    const { page, close } = await open({ viewport: { width: 360, height: 740 } });
    await askText(page, 'wide '.repeat(300));
    expect(await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')).toBe(false);
    await close();
  });
});
