import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide } from '../../src/decision/decide.ts';
import { decisionSentences } from '../../src/decision/decision-sentences.ts';
import { headline } from '../../src/decision/headline.ts';
import { formatCount } from '../../src/decision/quantities.ts';
import type { Prices, Wish } from '../../src/decision/wish.ts';
import { pageModel } from '../../src/report/page/page-model.ts';
import { chromiumPath, withoutBrowser } from '../support/browser.ts';
import { examplesCell, lookAtAll, openReports, tooWide, whole } from '../support/report-in-browser.ts';
import { bothWays, served } from '../support/served-run.ts';
import { type SyntheticCell, syntheticAccuracy, syntheticCosts } from '../support/synthetic-record.ts';

let reports: Awaited<ReturnType<typeof openReports>>;
const open: typeof reports.open = (...asked) => reports.open(...asked);

describe.skipIf(chromiumPath === undefined)(`the report page in a browser${withoutBrowser}`, () => {
  beforeAll(async () => {
    reports = await openReports();
  });
  afterAll(() => reports?.close());

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
      ['p99Ms', '81'],
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

  test('draws the costs of the data set and direction that is chosen, with the answer among them; legend and description name them', async () => {
    const { page, parts, complaints, close } = await open(bothWays);
    await page.locator('#wish [name=choice]').selectOption('1');
    const legend = (): Promise<string[]> => page.locator('#what-if-cost svg .role-legend-label text').allTextContents();
    const { drawn, model } = pageModel(parts).choices[1]!;
    expect(model.direction).toBe('right-left');
    await expect.poll(legend).toEqual([...drawn]);
    const { id, words } = model.strategies.find(({ scorer }) => scorer === 'faiss-ivf nprobe=8')!;
    expect(drawn).toContain(id);
    await page.locator('#wish [name=quality]').fill('0');
    await page.locator('#wish [name=candidates]').fill('100');
    await expect.poll(() => page.locator('[data-said=take]').textContent()).toBe(words);
    expect(await page.locator('#what-if-cost .plot').getAttribute('aria-label')).toContain(id);
    expect(complaints).toEqual([]);
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
