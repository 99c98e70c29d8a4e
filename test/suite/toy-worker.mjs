// A worker whose cells do toy work.
import { writeFileSync } from 'node:fs';
import { z } from 'zod';

const { serve } = await import(process.env.TOY_SERVE);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const figures = z.object({ figures: z.array(z.object({ value: z.number() })) });
const answer = z.object({ details: z.object({ answer: z.number() }) });
const kinds = {
  sum: async (cell, context) => {
    const before = cell.needs.map((id) => context.needed(id, figures).figures[0].value);
    for (let step = 1; step <= 4; step++) {
      await sleep((cell.settings.ms ?? 8) / 4);
      context.progress(step / 4, `step ${step}`);
    }
    const value = cell.settings.value + before.reduce((sum, x) => sum + x, 0);
    writeFileSync(context.output(`toy/${cell.id}/value.txt`), `${value}\n`);
    return { figures: [{ metric: 'parameters', unit: 'parameters', value }] };
  },
  answer: (cell, context) => ({ details: context.needed(cell.needs[0], answer).details }),
  die: () => process.kill(process.pid, 'SIGKILL'),
  // Neither messages nor signals that can be caught reach it.
  hang: () => {
    for (;;);
  },
  crash: () => process.abort(),
  memory: () => {
    throw new RangeError('Array buffer allocation failed');
  },
  unloadable: () => import('a-package-that-is-not-there'),
  throw: () => {
    throw new Error('a toy broke');
  },
  full: () => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write', path: '/toy/full' });
  },
};
serve(Object.fromEntries(Object.entries(kinds).map(([name, run]) => [name, async () => ({ run })])));
