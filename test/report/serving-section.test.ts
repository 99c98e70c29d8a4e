import { expect, test } from 'vitest';
import type { Figure, RunRecord } from '../../src/record.ts';
import { startOfTimes } from '../../src/report/costs/backbone-time.ts';
import type { ServedStrategy } from '../../src/report/costs/served-strategies.ts';
import { stagesTable, startsTable } from '../../src/report/sections/stages-table.ts';

const key = { model: 'fusion', scorer: 'cascade first=exact k=10', direction: 'left-right', dataset: 'toys' } as const;
const ms = (metric: string, value: number, changes: Partial<Figure> = {}): Figure => ({
  ...key,
  metric,
  unit: 'ms',
  value,
  ...changes,
});
const backbone = (metric: string, value: number): Figure => ms(metric, value, { model: undefined, scorer: undefined });
const served = { key, p50: ms('end to end p50', 2.5) } as unknown as ServedStrategy;
/** Cells of the one row of a table, by their heads. */
const cells = (lines: readonly string[]): Record<string, string> => {
  const [head, , row] = lines.filter((line) => line.startsWith('|')).map((line) => line.split(' | '));
  return Object.fromEntries(head!.map((name, i) => [name.replace(/^\| | \|$/g, ''), row![i]!.replace(/^\| | \|$/g, '')]));
};

test('every stage of a query stands beside its end to end time, and the time from its text or picture is the sum with the backbone', () => {
  const figures = [
    ms('encode mean', 0.5),
    ms('search mean', 2),
    ms('first stage mean', 0.4),
    ms('interaction mean', 1.2),
    ms('end to end mean', 2.5),
    backbone('encode backbone mean', 18),
  ];
  expect(cells(stagesTable([served], figures))).toEqual({
    model: 'fusion',
    scorer: 'cascade first=exact k=10',
    direction: 'left→right',
    backbone: '18 ms',
    encode: '500 µs',
    search: '2 ms',
    'of it first stage': '400 µs',
    'of it interaction': '1.2 ms',
    'end to end': '2.5 ms',
    'with the backbone': '20.5 ms',
  });
  expect(cells(stagesTable([served], figures.slice(0, -1)))).not.toHaveProperty('with the backbone');
});

test('cold start, first call, a query after a pause and steady state stand beside each other', () => {
  const record = { suite: { serving: { idleSeconds: 0.25 } } } as unknown as RunRecord;
  const figures = [ms('cold start', 400), ms('first call', 9), ms('idle latency p50', 3)];
  const lines = startsTable(record, [served], figures);
  expect(lines[0]).toContain('a pause of 250 ms');
  expect(cells(lines)).toMatchObject({ 'cold start': '400 ms', 'first call': '9 ms', 'after a pause': '3 ms', steady: '2.5 ms' });
  expect(startsTable(record, [served], [ms('first call', 9)])).toEqual([]);
});

test('where times begin is said with what comes before, or that it is not known', () => {
  const figures = [backbone('encode backbone p50', 17), backbone('encode backbone p99', 34)];
  expect(startOfTimes('toys', figures)).toContain('at the median in 17 ms left→right (p99 34 ms);');
  expect(startOfTimes('toys', figures.slice(0, 1))).toContain('in 17 ms left→right;');
  expect(startOfTimes('toys', [])).toMatch(/was not measured\.$/);
});
