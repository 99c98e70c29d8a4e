// @ts-check
// What a query of the playground takes by strategy, asked over HTTP as the page does: `node bench/playground/latency.mjs [RUN] [COUNT]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const [run = '', count = '200'] = process.argv.slice(2);
const command = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
const child = spawn(process.execPath, [command, 'playground', ...(run === '' ? [] : [run])], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [address] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [undefined])]);
if (address === undefined) process.exit(1);
const url = String(address).trim();

/** @type {(values: number[], share: number) => string} */
const quantile = (values, share) =>
  (values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN).toFixed(2);

try {
  for (const side of ['left', 'right']) {
    /** @type {Record<string, number[]>} */
    const times = {};
    for (let row = 0; row < Number(count); row++) {
      const response = await fetch(new URL('query', url), { method: 'POST', body: JSON.stringify({ side, row }) });
      if (response.status === 404) break;
      const answer = /** @type {import("../../src/browser/playground/exchange.ts").Answer} */ (await response.json());
      for (const { strategy, totalMs } of answer.strategies) times[strategy] = [...(times[strategy] ?? []), totalMs];
    }
    for (const [strategy, values] of Object.entries(times))
      console.log(
        `${side} asks, ${strategy}: p50 ${quantile(values, 0.5)} ms, p90 ${quantile(values, 0.9)} ms (${values.length} queries)`,
      );
  }
} finally {
  child.kill('SIGINT');
}
