// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { middleOf, race } from '../race.mjs';
import { ourWorker } from '../workers/start.mjs';
import { duration } from './row.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const goalUs = 2;

/**
 * What measuring itself costs, and what starting the command line costs.
 * @param {import('../table.mjs').Bench} bench
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function overheadRows(bench) {
  const turns = bench.quick ? { launches: 1, pairs: 4 } : { launches: 2, pairs: 12 };
  bench.log('null scorer');
  const measured = { open: () => ourWorker('overhead', {}), turn: { do: 'measured' } };
  const bare = { open: () => ourWorker('overhead', {}), turn: { do: 'bare' } };
  const inside = { open: () => ourWorker('overhead', {}), turn: { do: 'sample' } };
  const loop = await race(measured, bare, turns);
  const sample = await race(inside, bare, turns);
  const perCall = middleOf(loop.launches, ({ ours, theirs }) => (ours - theirs) * 1000);
  bench.log('--help');
  const start = (/** @type {readonly string[]} */ args) => ({
    open: () => ourWorker('overhead', {}),
    turn: { do: 'spawn', args },
  });
  const help = await race(start([join(root, 'dist', 'cli', 'main.js'), '--help']), start(['-e', '0']), turns);
  return [
    {
      what: 'null scorer, measuring a call',
      ours: duration(loop.ours),
      peer: `${duration(loop.theirs)}, the same calls in a plain loop`,
      ratio: perCall,
      of: /** @type {const} */ ('microseconds'),
      goal: goalUs,
      notes: [
        `A sample of the null scorer, its two answers included, is ${duration(sample.ours)}: that much every latency holds too many.`,
      ],
    },
    {
      what: '`matchbench --help`',
      ours: duration(help.ours),
      peer: `${duration(help.theirs)}, bare \`node -e 0\``,
      ratio: help.timeRatio,
      of: /** @type {const} */ ('time'),
      goal: 3,
      notes: [],
    },
  ];
}
