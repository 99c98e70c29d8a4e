// @ts-check
// What the gate finds on this machine: `npm run bench:gate [-- --processes 60 --gates 10000 --live 10 --live-plants 1]`. Writes reports/gate.md and what it was made from.
// Processes and live gates that were measured are kept in runs/gate, and a run that was ended goes on from there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { configSchema } from '../../dist/gate/config.js';
import { gateLive } from '../../dist/gate/live.js';
import { countdown } from './countdown.mjs';
import { collectEvidence } from './evidence.mjs';
import { powerChart, toPage } from './page.mjs';
import { resampledGates } from './resampling.mjs';
import { coverage, drift } from './simulated.mjs';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '60' },
    plants: { type: 'string', default: '20' },
    gates: { type: 'string', default: '10000' },
    live: { type: 'string', default: '10' },
    'live-plants': { type: 'string', default: '1' },
    work: { type: 'string', default: 'runs/gate' },
    out: { type: 'string', default: 'reports' },
  },
});
const number = (/** @type {keyof typeof values} */ name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} is a whole number`);
  return value;
};
process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const { work, out } = values;
for (const folder of [work, out]) mkdirSync(folder, { recursive: true });
const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
const config = configSchema.parse({}).gate;
const gates = number('gates');

const evidence = await collectEvidence({
  file: join(work, 'evidence.json'),
  config,
  processes: Math.max(2, number('processes')),
  plants: Math.max(1, number('plants')),
  say,
});

/** @param {string} what @param {Parameters<typeof resampledGates>[0]} world @param {number} count @param {number} seed */
function drawn(what, world, count, seed) {
  const tenth = Math.max(1, Math.round(count / 10));
  const left = countdown(`${what}, tenth`, Math.ceil(count / tenth), 0, say);
  let done = 0;
  return resampledGates(world, count, seed, () => {
    if (++done % tenth === 0) left();
  });
}

const some = Math.max(1, Math.round(gates / 10));
const few = Math.max(1, Math.round(gates / 50));
const same = await drawn('gates of unchanged code', { evidence, config }, gates, 1);
const slow = await drawn('gates with a slowdown of 5 %', { evidence, config, harm: 0.05 }, some, 2);
const loss = await drawn('gates with a loss of 1 point of nDCG@10', { evidence, config, planted: true }, few, 3);
/** @type {import('./page.mjs').PowerPoint[]} */
const power = [];
for (const harm of [0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1]) {
  for (const pairs of [10, 15, 20, 30, 40]) {
    const { fail } = await resampledGates({ evidence, config: { ...config, pairs }, harm }, few, pairs + 1_000 * harm);
    power.push({ harm, pairs, gates: few, found: fail });
  }
  say(`power at a slowdown of ${100 * harm} %`);
}
const trials = Math.min(gates, 4_000);

const liveFile = join(work, 'live.json');
/** @type {import('./page.mjs').LiveGate[]} */
const live = existsSync(liveFile) ? JSON.parse(readFileSync(liveFile, 'utf8')) : [];
const plants = [
  { text: 'latency 5 %', plant: { latency: 0.05 } },
  { text: 'nDCG@10 1 point', plant: { ndcgPoints: 1 } },
];
const wanted = [
  ...Array.from({ length: number('live') }, () => ({ text: '', plant: {} })),
  ...plants.flatMap((one) => Array.from({ length: number('live-plants') }, () => one)),
];
const write = async () => {
  writeFileSync(
    join(out, 'gate.md'),
    toPage({ evidence, config, same, slow, loss, power, live, coverage: covered, drift: drifted }),
  );
  writeFileSync(join(out, 'gate-power.svg'), await powerChart(power));
  const { machine, suite, baseline, processes } = evidence;
  writeFileSync(join(out, 'gate-processes.json'), `${JSON.stringify({ machine, suite, baseline, processes, live })}\n`);
};
const covered = coverage({ pairs: config.pairs, trials, seed: 4 });
const drifted = drift({ pairs: config.pairs, gates: Math.min(gates, 400), seed: 5 });
await write();
const liveLeft = countdown('live gate', wanted.length, live.length, say);
for (const [i, { text, plant }] of wanted.entries()) {
  if (i < live.length) continue;
  const begin = performance.now();
  const { verdict, metrics } = await gateLive({ base: '.', head: '.', config: { ...config, seed: i }, plant, say });
  const named = (/** @type {string} */ wantedVerdict) =>
    metrics.filter((metric) => metric.verdict === wantedVerdict && metric.rule.level === 'error').map(({ name }) => name);
  live.push({
    plant: text,
    verdict,
    seconds: (performance.now() - begin) / 1_000,
    failed: named('fail'),
    inconclusive: named('inconclusive'),
  });
  writeFileSync(liveFile, JSON.stringify(live));
  liveLeft();
  await write();
}
say(`${join(out, 'gate.md')} is written`);
