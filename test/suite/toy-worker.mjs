// A worker whose cells do toy work. argv[3] is not used by it: the table travels in the cell's settings.
import { writeFileSync } from 'node:fs';

const { serve } = await import(process.env.TOY_SERVE);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const kinds = {
  sum: async (cell, context) => {
    const before = cell.needs.map((id) => context.needed(id).figures[0].value);
    for (let step = 1; step <= 4; step++) {
      await sleep((cell.settings.ms ?? 8) / 4);
      context.progress(step / 4, `step ${step}`);
    }
    const value = cell.settings.value + before.reduce((sum, x) => sum + x, 0);
    writeFileSync(context.output(`toy/${cell.id}/value.txt`), `${value}\n`);
    return { figures: [{ metric: 'sum', unit: 'one', value }] };
  },
  die: () => process.kill(process.pid, 'SIGKILL'),
  hang: () => {
    for (;;);
  },
  throw: () => {
    throw new Error('a toy broke');
  },
  full: () => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write', path: '/toy/full' });
  },
};
serve(Object.fromEntries(Object.entries(kinds).map(([name, run]) => [name, async () => ({ run })])));
