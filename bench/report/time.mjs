// @ts-check
// What a report takes, from its committed record: `npm run bench:report [-- RUN...]`. One fresh process a run writes it to a copy of the folder; its figures must
// be those of the folder, to the byte. Then a Chromium, where the machine has one, says how long the page takes to its first paint.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { measuredProcess } from '../measured-process.mjs';

const root = join(import.meta.dirname, '..', '..');
const reports = join(root, 'reports');
const named = process.argv.slice(2);
const runs =
  named.length > 0
    ? named
    : readdirSync(reports)
        .map((name) => join(reports, name))
        .filter((path) => existsSync(join(path, 'record.json')));
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** @param {string} page @returns {Promise<number | undefined>} milliseconds */
async function firstPaint(page) {
  if (!existsSync(browserPath)) return undefined;
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await tab.goto(pathToFileURL(page).href, { waitUntil: 'load' });
    // The paint may come after the load. One promise, since the page forbids the evaluation of text that polling takes.
    return await tab.evaluate(`new Promise((resolve) => {
      const told = (list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime));
      new PerformanceObserver(told).observe({ type: 'paint', buffered: true });
    })`);
  } finally {
    await browser.close();
  }
}

for (const run of runs) {
  const copy = mkdtempSync(join(tmpdir(), 'matchbench-report-'));
  try {
    cpSync(run, copy, { recursive: true });
    const { seconds, cpuSeconds, peakMiB } = await measuredProcess(['report', copy]);
    const page = join(copy, 'report.html');
    const paint = await firstPaint(page);
    const same = readFileSync(join(run, 'results.csv')).equals(readFileSync(join(copy, 'results.csv')));
    console.log(
      [
        `${basename(run)}: ${seconds.toFixed(2)} s`,
        `${cpuSeconds.toFixed(2)} s of processor`,
        `peak ${Math.round(peakMiB)} MiB`,
        `page ${(statSync(page).size / 2 ** 20).toFixed(2)} MiB`,
        `first paint ${paint === undefined ? 'not measured: no Chromium' : `${Math.round(paint)} ms`}`,
        `results.csv ${same ? 'equal to' : 'NOT EQUAL to'} that of the folder`,
      ].join(', '),
    );
    if (!same) process.exitCode = 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
