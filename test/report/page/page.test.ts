import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { toPage } from '../../../src/report/page/page.ts';
import type { PageAssets } from '../../../src/report/page/page-assets.ts';
import { pageModel } from '../../../src/report/page/page-model.ts';
import { syntheticParts } from '../../support/synthetic-page.ts';
import { latencies, type SyntheticRun, syntheticAccuracy, syntheticCosts } from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const assets: PageAssets = { script: 'console.log("</scr" + "ipt>")', style: 'p{color:red}' };

const pageOf = async (run: SyntheticRun): Promise<string> =>
  toPage(pageModel(await syntheticParts(await temporaryFolder(), run)), assets);

const whole: SyntheticRun = { accuracy: syntheticAccuracy(3, 4), cells: syntheticCosts };

test('the page of one record has the same bytes every time', async () => {
  expect(await pageOf(whole)).toBe(await pageOf(whole));
});

test('the policy names the hash of the one script that runs, and lets nothing be loaded', async () => {
  const page = await pageOf(whole);
  const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)![1]!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toContain(`script-src ${hash(assets.script)}`);
  expect(policy).toContain(`style-src ${hash(page.match(/<style>([\s\S]*?)<\/style>/)![1]!)}`);
  expect(page).not.toMatch(/(src|href)="(?!#|data:)/);
  expect(page).not.toMatch(/ style=| on[a-z]+=/);
});

test('the figures that the page hands out are those beside it', async () => {
  const parts = await syntheticParts(await temporaryFolder(), whole);
  const packed = (await toPage(pageModel(parts), assets)).match(/id="csv">([^<]*)</)![1]!;
  expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toBe(parts.csv);
});

test('a number in a table names the line of results.csv that it comes from', async () => {
  const parts = await syntheticParts(await temporaryFolder(), whole);
  const page = await toPage(pageModel(parts), assets);
  const lines = parts.csv.split('\n');
  const found = [...page.matchAll(/<data value="([^"]+)" title="results\.csv, line (\d+)">/g)];
  expect(found.length).toBeGreaterThan(20);
  for (const [, value, line] of found) expect(lines[Number(line) - 1]!.split(',')).toContain(value);
});

test('a run without a single finished cell has a page that says what is missing', async () => {
  const page = await pageOf({
    cells: [
      { id: 'a', kind: 'train', status: 'failed', failure: { message: 'It took too long.', remedy: 'Raise cellMinutes.' } },
    ],
  });
  expect(page).toContain('Failed, and missing above: a. It took too long. Raise cellMinutes.');
  expect(page.match(/class="missing"/g)!.length).toBeGreaterThanOrEqual(3);
});

test('without times the first screen says which family is more accurate, that no break-even is known, and how sure that is', async () => {
  const first = async (run: SyntheticRun): Promise<string> =>
    (await pageOf(run)).match(/<section id="verdict"[\s\S]*?<\/section>/)![0].replace(/<\/?strong>/g, '');
  const worse = await first({ accuracy: syntheticAccuracy(3, 4) });
  expect(worse).toContain('<h3>More accurate</h3><p class="big">tower</p>');
  expect(worse).toContain('<h3>Break-even number of candidates</h3><p class="big">not known</p>');
  expect(worse).toContain('toys: early fusion is shown to be less accurate. fusion − tower: −25.0');
  expect(await first({ accuracy: syntheticAccuracy(3, 1) })).toContain('<p class="big">fusion</p>');
  expect(await first({ accuracy: syntheticAccuracy(3, 2) })).toContain('<p class="big">not shown to differ</p>');
  expect(await first({ accuracy: syntheticAccuracy(1, 1) })).toContain('<p class="big">not judged</p>');
  expect(await first({})).toContain('<p class="big">not judged</p>');
});

test('a chart is drawn in colours that the page defines, and in no others', async () => {
  const page = await pageOf(whole);
  const used = new Set([...page.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name!));
  for (const name of used) expect(page).toContain(`--${name}:`);
  expect(
    [
      ...page
        .match(/<svg[\s\S]*?<\/svg>/g)!
        .join('')
        .matchAll(/.{200}(?:fill|stroke)="(?!var|none|transparent)[^"]*"/g),
    ].map(([found]) => found),
  ).toEqual([]);
});

test('the load that was measured is drawn, with its knee', async () => {
  const key = {
    model: 'tower',
    scorer: 'exact',
    dataset: 'toys',
    direction: 'left-right',
    leftCount: 300,
    rightCount: 2000,
  } as const;
  const rates = [
    [100, 2, false],
    [800, 9, false],
    [1600, 70, true],
  ] as const;
  const load = rates.map(([ratePerSecond, p99Ms, backlogGrows]) => ({
    ...{ ratePerSecond, served: 700, p99Ms, serviceMeanMs: 0.5, issueDelayP99Ms: 0.1, utilisation: 0.5 },
    ...{ backlogGrows, drainMs: 1, valid: true },
  }));
  const cell = {
    id: 'toys/load',
    kind: 'load',
    key: { dataset: 'toys' },
    figures: ['sustained rate', 'offline rate'].map((metric, i) => ({ ...key, metric, unit: 'queries/s', value: 800 + i })),
    details: { objectiveMs: 20, load },
  };
  const page = await pageOf({ ...whole, cells: [...syntheticCosts, cell] });
  expect(page).toContain('id="load-0"');
  expect(page).toContain('Highest rate within the objective: tower · exact 800 queries a second.');
  expect(await pageOf(whole)).toContain('This record holds no load');
});

test('every objective stands in the page as in report.md', async () => {
  const arms = syntheticAccuracy(3, 4).map((run) => ({ ...run, model: run.model === 'fusion' ? 'tower@triplet' : run.model }));
  const suite = { models: ['tower', 'tower@triplet'], training: { objective: 'info-nce' } };
  const page = await pageOf({ accuracy: arms, suite });
  const section = page.match(/<section id="objectives">[\s\S]*?<\/section>/)![0];
  const texts = [...section.matchAll(/<t[hd][^>]*>(?:<data[^>]*>)?([^<]*)/g)].map(([, text]) => text);
  expect(texts).toEqual(
    expect.arrayContaining(['info-nce (the suite&#39;s)', 'triplet', 'left→right', 'ΔMRR [95 %]', '−25.0 [−25.0, −25.0]']),
  );
  expect(await pageOf(whole)).not.toContain('id="objectives"');
});

test('what is made of both directions at once stands below the accuracy of each', async () => {
  const parts = await syntheticParts(await temporaryFolder(), whole);
  const model = pageModel(parts);
  expect(await toPage(model, assets)).not.toContain('<summary>Both directions together');
  const rsum = {
    model: 'fusion',
    dataset: 'toys',
    seed: 'all',
    metric: 'rsum',
    unit: 'percent',
    value: 321,
    ciLow: 300,
    ciHigh: 340,
  } as const;
  const page = await toPage({ ...model, figures: [...model.figures, rsum] }, assets);
  expect(page).toMatch(/<summary>Both directions together: rsum, AUC, AP<\/summary>/);
  expect(page).toContain('321 [300, 340]');
});

test('strategies are set against each other over one number of candidates, that at which most were timed and ranked', async () => {
  const key = { model: 'tower', dataset: 'toys', direction: 'left-right', leftCount: 300 } as const;
  const judged = (scorer: string, sizes: readonly (readonly [number, number])[]) => ({
    id: `toys/quality/${scorer}`,
    kind: 'quality',
    key: { dataset: 'toys', model: 'tower', scorer },
    figures: sizes.map(([rightCount, value]) => ({ ...key, scorer, rightCount, metric: 'nDCG@10', unit: 'fraction', value })),
  });
  const timed = (scorer: string, rightCount: number, ms: number) => ({
    id: `toys/latency/${scorer}/${rightCount}`,
    kind: 'latency',
    key: { dataset: 'toys', model: 'tower', scorer },
    samples: [latencies('end to end', { ...key, scorer, rightCount }, ms)],
  });
  const cells = [
    judged('exact', [
      [1000, 0.5],
      [9000, 0.1],
    ]),
    judged('a', [[1000, 0.4]]),
    judged('b', [[1050, 0.3]]),
    ...[timed('exact', 1000, 1), timed('exact', 9000, 9), timed('a', 1000, 2), timed('b', 1000, 3)],
  ];
  const page = await pageOf({ cells });
  expect(page).toMatch(/nDCG@10 against p99 on toys, left→right, about 1,0[05]0 candidates/);
  const frontier = page.match(/<section id="frontier">[\s\S]*?<\/section>/)![0];
  expect(frontier).toContain('On the frontier, the quickest first: tower · exact (50.0 %, 1.1');
  expect(frontier).not.toContain('10.0');
});
