import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

/** The Chromium of this machine; CHROMIUM names another. `undefined` where there is none. */
export const chromiumPath: string | undefined = [
  process.env.CHROMIUM ?? '',
  ...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
].find((path) => path !== '' && existsSync(path));

/** Why tests in a browser are skipped, for their names. */
export const withoutBrowser = chromiumPath === undefined ? ' (skipped: no Chromium on this machine, see .ci/run)' : '';

export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: chromiumPath!, args: ['--headless', '--no-sandbox'] });
}
