// @ts-check
import { noiseFloor } from '../../dist/gate/calibration.js';
import { ruleOf } from '../../dist/gate/config.js';
import { withoutProperties } from '../../dist/report/page/theme.js';
import { draw } from '../../dist/report/page/vega.js';
import { clopperPearson } from './clopper-pearson.mjs';
import { deviations } from './evidence.mjs';

/** @typedef {Awaited<ReturnType<typeof import('./resampling.mjs').resampledGates>>} Gates */
/** @typedef {{ harm: number, pairs: number, gates: number, found: number }} PowerPoint */
/** @typedef {{ plant: string, verdict: string, seconds: number, failed: string[], inconclusive: string[] }} LiveGate */
/**
 * @typedef {{
 *   evidence: import('./evidence.mjs').Evidence, config: import('../../dist/gate/config.js').GateConfig,
 *   same: Gates, slow: Gates, loss: Gates, power: PowerPoint[], live: LiveGate[],
 *   coverage: { name: string, trials: number, covered: number }[],
 *   drift: { name: string, gates: number, pass: number, fail: number, inconclusive: number }[],
 * }} Found
 */

/** @param {number} share @param {number} [digits] */
const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;

/** @param {string[]} heads @param {(string | number)[][]} rows */
const table = (heads, rows) => [
  `| ${heads.join(' | ')} |`,
  `| ${heads.map((_, i) => (i === 0 ? '---' : '--:')).join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

/** Whether the issue's figures were reached, claim by claim. @param {Found} found */
function claims({ evidence, same, slow, loss, coverage, drift, live }) {
  const alarms = clopperPearson(same.fail, same.gates).high;
  const [ofSlow, ofLoss] = [slow, loss].map(({ fail, gates }) => ({ share: fail / gates, low: clopperPearson(fail, gates).low }));
  const covers = coverage.map(({ covered, trials }) => covered / trials);
  const equalSides = drift.filter(({ name }) => name.endsWith('equal sides'));
  const moving = drift.filter(({ name }) => name.startsWith('a head'));
  const unchanged = live.filter(({ plant }) => plant === '');
  const planted = live.filter(({ plant }) => plant !== '');
  const { suite, suiteSeconds = Number.NaN, machine } = evidence;
  return [
    [
      `the suite \`${suite}\` takes at most 60 s a side on 2 cores`,
      `${suiteSeconds.toFixed(0)} s on ${machine.cores}`,
      suiteSeconds <= 60 && machine.cores <= 2,
    ],
    ['false alarms: upper 95 % bound at most 1 %', percent(alarms, 2), alarms <= 0.01],
    [
      'planted 5 % slowdown at a tolerance of 2 %: found in at least 95 %',
      `${percent(ofSlow?.share ?? 0)} (95 % sure of ${percent(ofSlow?.low ?? 0)})`,
      (ofSlow?.share ?? 0) >= 0.95,
    ],
    [
      'planted loss of 1 point of nDCG@10 at a tolerance of 0.3: found in at least 95 %',
      `${percent(ofLoss?.share ?? 0)} (95 % sure of ${percent(ofLoss?.low ?? 0)})`,
      (ofLoss?.share ?? 0) >= 0.95,
    ],
    [
      '95 % intervals cover 93 to 97 %',
      covers.map((share) => percent(share)).join(', '),
      covers.every((share) => share >= 0.93 && share <= 0.97),
    ],
    [
      'drift of the machine never fails equal sides in more than 1 % of gates',
      equalSides.map(({ fail, gates }) => percent(fail / gates)).join(', '),
      equalSides.every(({ fail, gates }) => fail / gates <= 0.01),
    ],
    [
      'drift of the head is found, or ends inconclusive',
      moving.map(({ pass, gates }) => percent(1 - pass / gates)).join(', '),
      moving.every(({ pass, gates }) => pass / gates <= 0.05),
    ],
    ...(unchanged.length === 0
      ? []
      : [
          [
            'live gates of unchanged code pass',
            `${unchanged.filter(({ verdict }) => verdict === 'pass').length} of ${unchanged.length}`,
            unchanged.every(({ verdict }) => verdict === 'pass'),
          ],
        ]),
    ...(planted.length === 0
      ? []
      : [
          [
            'live gates with planted harm fail',
            `${planted.filter(({ verdict }) => verdict === 'fail').length} of ${planted.length}`,
            planted.every(({ verdict }) => verdict === 'fail'),
          ],
        ]),
  ];
}

/** @param {Found} found */
export function toPage(found) {
  const { evidence, config, same, slow, loss, power, live, coverage, drift } = found;
  const { machine, processes } = evidence;
  const [first, last] = [processes[0], processes.at(-1)];
  const disturbed = processes.filter(({ warnings }) => warnings.length > 0).length;
  const sizes = [...new Set(power.map(({ harm }) => harm))];
  const counts = [...new Set(power.map(({ pairs }) => pairs))];
  const failing = Object.entries(same.byMetric).filter(([, { fail }]) => fail > 0);
  const floors = Object.entries(deviations(processes)).map(([name, deviation]) => {
    const { level, tolerance } = ruleOf(name, config);
    const undecided = (same.byMetric[name]?.inconclusive ?? 0) / same.gates;
    return [
      name,
      percent(deviation, 2),
      `${noiseFloor(deviation, config.pairs).toFixed(2)} %`,
      `${tolerance} % (${level})`,
      percent(undecided),
    ];
  });
  return `${[
    '# What the gate finds, and what it does not',
    '',
    `${processes.length} fresh processes of unchanged code were recorded (\`gate-processes.json\`, ${first?.at} to ${last?.at}; ${disturbed} of them beside other work), suite \`${evidence.suite}\`, on ${machine.cpu}, ${machine.cores} cores, Node ${machine.node},`,
    `machine ${machine.id.slice(0, 12)}. Gates of ${config.pairs} pairs, the default, are drawn from them: two processes that ran one after the other are a pair, drawn with replacement, either side first in half of`,
    'them. Every gate is decided by the functions that `matchbench gate` calls, its second round included. `npm run bench:gate` makes this page again.',
    '',
    ...table(
      ['what is asked', 'found', 'holds'],
      claims(found).map(([what, is, holds]) => [String(what), String(is), holds ? 'yes' : '**no**']),
    ),
    '',
    '## Unchanged code',
    '',
    `${same.gates.toLocaleString('en')} gates: ${same.pass} pass, ${same.inconclusive} inconclusive, ${same.fail} fail after both rounds (${same.firstRoundFails} went into a second round). False alarms: ${percent(same.fail / same.gates, 2)}, with 95 % confidence at most ${percent(clopperPearson(same.fail, same.gates).high, 2)}`,
    `(Clopper-Pearson, for gates drawn from these processes).${failing.length === 0 ? '' : ` Failing: ${failing.map(([name, { fail }]) => `${name} ${fail}`).join(', ')}.`}`,
    '',
    ...table(
      ['metric', 'deviation of log(next / this)', `noise floor at ${config.pairs} pairs`, 'tolerance', 'inconclusive'],
      floors,
    ),
    '',
    'Below its noise floor a tolerance would let fewer than 80 % of gates pass unchanged code; `matchbench gate --calibrate` measures it on your machine and refuses it.',
    '',
    '## Planted harm',
    '',
    `Latencies and passes of the head's models other than the baseline multiplied by 1.05: ${slow.fail} of ${slow.gates} gates fail. Noise on the head's scores that costs about 1 point of nDCG@10, ${evidence.planted.length} draws of it, families`,
    `resampled: ${loss.fail} of ${loss.gates} gates fail. Which metrics fail: ${[...new Set([...named(slow), ...named(loss)])].join('; ')}.`,
    '',
    'Share of gates that fail, by slowdown and number of pairs:',
    '',
    ...table(
      ['slowdown', ...counts.map((pairs) => `${pairs} pairs`)],
      sizes.map((harm) => [
        percent(harm, 0),
        ...counts.map((pairs) => {
          const point = power.find((one) => one.harm === harm && one.pairs === pairs);
          return point === undefined ? '' : percent(point.found / point.gates, 0);
        }),
      ]),
    ),
    '',
    '![Share of gates that fail, by planted slowdown and number of pairs](gate-power.svg)',
    '',
    '## Live gates',
    '',
    ...(live.length === 0
      ? ['None were run: `npm run bench:gate -- --live 10 --live-plants 1`.']
      : table(
          ['planted', 'verdict', 'seconds', 'failed', 'inconclusive'],
          live.map(({ plant, verdict, seconds, failed, inconclusive }) => [
            plant || 'nothing',
            verdict,
            Math.round(seconds),
            failed.join(', '),
            inconclusive.join(', '),
          ]),
        )),
    '',
    '## Intervals and drift, simulated',
    '',
    ...table(
      ['processes', 'gates', 'true harm within the 95 % interval'],
      coverage.map(({ name, trials, covered }) => [name, trials, percent(covered / trials)]),
    ),
    '',
    ...table(
      ['drift', 'gates', 'pass', 'inconclusive', 'fail'],
      drift.map(({ name, gates, pass, inconclusive, fail }) => [name, gates, pass, inconclusive, fail]),
    ),
  ].join('\n')}\n`;
}

/** @param {Gates} gates */
const named = ({ byMetric }) =>
  Object.entries(byMetric)
    .filter(([, { fail }]) => fail > 0)
    .sort(([, a], [, b]) => b.fail - a.fail)
    .map(([name, { fail }]) => `${name} in ${fail}`);

/** @param {readonly PowerPoint[]} power */
export async function powerChart(power) {
  const values = power.map(({ harm, pairs, gates, found }) => ({
    slowdown: harm * 100,
    pairs: `${pairs}`,
    found: (100 * found) / gates,
  }));
  const order = [...new Set(values.map(({ pairs }) => pairs))];
  /** @type {any} */
  const spec = {
    width: 520,
    height: 300,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'slowdown', type: 'quantitative', title: 'planted slowdown, %; the tolerance is 2 %' },
      y: { field: 'found', type: 'quantitative', title: 'gates that fail, %', scale: { domain: [0, 100] } },
      color: {
        field: 'pairs',
        type: 'nominal',
        title: 'pairs',
        sort: order,
        scale: { range: order.map((_, i) => `var(--series-${(i % 6) + 1})`) },
      },
      shape: { field: 'pairs', type: 'nominal', title: 'pairs', sort: order },
    },
  };
  const { svg } = await draw(spec);
  return withoutProperties(svg);
}
