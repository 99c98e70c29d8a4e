import { expect, it } from 'vitest';
import type { Cell } from '../../../src/suite/cell.ts';
import { createProgress } from '../../../src/suite/running/progress.ts';

const cell = (id: string, seconds: number): Cell => ({
  id,
  kind: 'toy',
  key: {},
  needs: [],
  settings: {},
  estimate: { seconds, bytes: 0 },
});
const cells = [cell('first', 10), cell('second', 30)];

function drawn(isTTY: boolean) {
  let time = 0;
  const lines: string[] = [];
  const progress = createProgress({ isTTY, columns: 60, write: (text) => lines.push(text) }, () => time);
  progress.plan(cells, new Set());
  progress.begin(cells[0]!);
  time += 10_000;
  progress.update(0.5, 'half way');
  time += 10_000;
  progress.end(cells[0]!, 'done');
  progress.begin(cells[1]!);
  progress.end(cells[1]!, 'failed');
  progress.close();
  return lines;
}

it('writes whole lines to a pipe, without escapes, and corrects the forecast by what cells took', () => {
  const lines = drawn(false);
  expect(lines.join('')).not.toContain('\u001b');
  expect(lines).toHaveLength(3);
  // The first took 20 s where 10 were expected (a second of prior weight each): 30 s more become 30 × 21 / 11.
  expect(lines[1]).toMatch(/^1\/2 first {2}20\.0 s {2}\(57s left\)\n$/);
  expect(lines[2]).toMatch(/^2\/2 second .*FAILED/);
});

it('keeps to one line of a terminal, never longer than it is wide', () => {
  const lines = drawn(true);
  const half = lines.find((line) => line.includes('half'))!;
  expect(half.startsWith('\r\u001b[2K')).toBe(true);
  expect(half.slice('\r\u001b[2K'.length).length).toBeLessThan(60);
  expect(half).toContain(' 12% 1/2');
  expect(lines.filter((line) => line.endsWith('\n'))).toHaveLength(2);
});
