import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { page } from '../../bench/peers/page.mjs';
import { middleOf } from '../../bench/peers/race.mjs';
import { type Row, verdictOf } from '../../bench/peers/rows/row.mjs';
import { requireSameAnswers } from '../../bench/peers/same-answers.mjs';
import { fusionObjectiveTasks, objectiveTasks, trainable } from '../../bench/peers/tasks.mjs';
import { isArm, verdicts } from '../../bench/peers/verdict.mjs';
import { models } from '../../src/models.ts';
import { objectives } from '../../src/training/objectives/objectives.ts';

describe('the table', () => {
  const row: Row = {
    what: 'a step',
    ours: '1 ms',
    peer: '2 ms',
    ratio: { value: 2, low: 1.5, high: 2.5 },
    of: 'speed',
    goal: 1,
    notes: ['Batch 96.'],
  };
  const part = (date: string, rows: readonly Row[]) => ({ date, machine: 'Two cores', minutes: 3, rows });

  it('numbers the rows of its parts in their order, and their notes alike', () => {
    const text = page({ b: part('2026-01-02', [row]), a: part('2026-01-02', [{ ...row, what: 'first', notes: [] }]) }, [
      'a',
      'none',
      'b',
    ]);
    expect(text).toMatch(
      /^\| 1 \| first \| 1 ms \| 2 ms \| 2.00 \[1.50, 2.50\] × its speed \| ≥ 1.00 \| yes \|\n\| 2 \| a step /m,
    );
    expect(text).toContain('\n2. Batch 96.\n');
    expect(text).toContain('\nTwo cores; 2026-01-02, 3 minutes.\n');
  });

  it('says which rows were measured when, where that differs', () => {
    const text = page(
      {
        a: part('2026-01-02', [row, row]),
        b: part('2026-01-03', [row]),
        c: part('2026-01-02', [row]),
        d: part('2026-01-02', [row]),
      },
      ['a', 'b', 'c', 'd'],
    );
    expect(text).toContain(
      '\n- Rows 1 to 2, 4 to 5: Two cores; 2026-01-02, 3 minutes.\n- Rows 3: Two cores; 2026-01-03, 3 minutes.\n',
    );
  });

  it('that is committed is drawn from the rows that are', () => {
    const of = (name: string) => readFileSync(new URL(`../../reports/${name}`, import.meta.url), 'utf8');
    const parts = JSON.parse(of('peers.json'));
    expect(of('peers.md')).toBe(page(parts, ['training', 'zoo', 'objectives', 'pairs', 'growth', 'search', 'overhead']));
  });
});

it('every training step of the committed table is quicker than that of PyTorch, by as much as the README says', () => {
  const of = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const parts = JSON.parse(of('reports/peers.json')) as Record<string, { rows: Row[] }>;
  const rows = ['training', 'zoo', 'objectives'].flatMap((part) =>
    parts[part]!.rows.filter(({ peer }) => peer.endsWith('PyTorch eager')),
  );
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter((row) => verdictOf(row) !== 'yes').map(({ what }) => what)).toEqual([]);
  const speeds = rows.map(({ ratio }) => ratio.value);
  const [least, most] = [Math.min(...speeds), Math.max(...speeds)].map((speed) => speed.toFixed(1));
  expect(of('README.md')).toContain(`runs at ${least} to ${most} times the speed of PyTorch's`);
});

describe('the comparison with PyTorch', () => {
  const namesIn = (file: string, pattern: RegExp): string[] => {
    const source = readFileSync(new URL(`../../bench/peers/${file}`, import.meta.url), 'utf8');
    return [...source.matchAll(pattern)].map(([, name]) => name!);
  };

  it('knows every model of the table that learns anything', () => {
    expect(trainable).toEqual(Object.keys(models).filter((name) => !name.endsWith('-frozen')));
    const table = namesIn('models.py', /^ENCODERS = \{\n([^}]*)\}/gm)[0]!;
    expect([...table.matchAll(/^ {4}"([^"]+)": \(/gm)].map(([, name]) => name)).toEqual(trainable);
  });

  it('knows every objective, and trains the tower and a fusion network by each', () => {
    const known = namesIn('objectives.py', /^ {4}def (\w+)\(self, scores, /gm).map((name) => name.replaceAll('_', '-'));
    expect(known).toEqual(Object.keys(objectives));
    const trained = objectiveTasks.filter(({ frozen }) => !frozen).map(({ objective }) => objective);
    expect(['info-nce', ...trained]).toEqual(Object.keys(objectives));
    expect(fusionObjectiveTasks.map(({ objective }) => objective)).toEqual(trained);
    // What looks at no score would leave the network above the vectors as it is.
    expect(fusionObjectiveTasks.flatMap(({ objective, settings }) => ('matching' in settings ? [objective] : []))).toEqual([
      'instance-discrimination',
    ]);
  });

  it('leaves out arms that a suite derives from a model', () => {
    expect(isArm('concat@equal-time')).toBe(true);
    expect(Object.keys(models).filter(isArm)).toEqual([]);
  });

  it('holds a model to 0 by each of its intervals, and says nothing without one', () => {
    const interval = (low: number, high: number) => ({ low, high });
    expect(
      verdicts([
        { model: 'a', interval: interval(-1, 1) },
        { model: 'b', interval: interval(0.1, 1) },
        { model: 'a', interval: interval(0, 2) },
        { model: 'b', interval: interval(-1, 1) },
        { model: 'c', interval: undefined },
        { model: 'd', interval: interval(Number.NaN, Number.NaN) },
        { model: 'e', interval: interval(-2, -1) },
      ]),
    ).toEqual([
      { model: 'a', holds: true, holding: 2, intervals: 2 },
      { model: 'b', holds: false, holding: 1, intervals: 2 },
      { model: 'c', holds: undefined, holding: 0, intervals: 0 },
      { model: 'd', holds: false, holding: 0, intervals: 1 },
      { model: 'e', holds: false, holding: 0, intervals: 1 },
    ]);
  });
});

describe('a race', () => {
  const turn = (ours: number, theirs: number) => ({ ours, theirs });
  const log = ({ ours, theirs }: { ours: number; theirs: number }) => Math.log(ours / theirs);

  it('gives the median ratio of neighbouring turns, whatever both share', () => {
    const drift = [1, 5, 2, 8, 3];
    const launch = drift.map((load, i) => turn(3 * load * (i === 1 ? 50 : 1), 2 * load));
    const { value, low, high, range } = middleOf([launch, launch], log);
    expect(value).toBeCloseTo(Math.log(1.5), 12);
    expect(low).toBeCloseTo(Math.log(1.5), 12);
    expect(high).toBeGreaterThan(Math.log(1.5));
    expect(range).toBeUndefined();
  });

  it('takes launches for what is independent: turns that agree within them make no interval narrow', () => {
    const launches = [1, 2, 3].map((ratio) => Array.from({ length: 50 }, () => turn(ratio, 1)));
    const { low, high } = middleOf(launches, ({ ours }) => ours);
    expect([low, high]).toEqual([1, 3]);
  });

  it('calls a few pairs a range, never an interval', () => {
    expect(middleOf([[turn(2, 1)], [turn(4, 1)]], ({ ours }) => ours)).toEqual({ value: 3, low: 2, high: 4, range: 2 });
    const row = {
      what: '',
      ours: '',
      peer: '',
      notes: [],
      of: 'time',
      goal: 5,
      ratio: { value: 3, low: 2, high: 4, range: 2 },
    } as const;
    expect(verdictOf(row)).toBe('yes, all 2');
  });

  it('holds where the whole interval is beyond the goal, for speeds and for times', () => {
    const row = (of: Row['of'], low: number, high: number, goal: number | undefined) =>
      verdictOf({ what: '', ours: '', peer: '', notes: [], ratio: { value: (low + high) / 2, low, high }, of, goal });
    expect(row('speed', 1.01, 1.2, 1)).toBe('yes');
    expect(row('speed', 0.9, 1.1, 1)).toBe('undecided');
    expect(row('speed', 0.8, 0.9, 1)).toBe('no');
    expect(row('time', 0.8, 1.05, 1.1)).toBe('yes');
    expect(row('time', 1.05, 1.2, 1.1)).toBe('undecided');
    expect(row('time', 1.2, 1.3, 1.1)).toBe('no');
    expect(row('time', 1.2, 1.3, undefined)).toBe('');
    expect(row('speed', Number.NaN, Number.NaN, 1)).toBe('undecided');
  });

  it('takes answers for the same only where places that differ have equal scores', () => {
    const scores = Array.from({ length: 40 }, (_, i) => 1 - i / 100);
    const rows = scores.map((_, i) => i);
    const swapped = rows.with(3, 4).with(4, 3);
    const level = scores.with(4, scores[3]! - 1e-6);
    expect(requireSameAnswers({ rows, scores }, { rows, scores }, 10)).toBe(0);
    expect(requireSameAnswers({ rows, scores: level }, { rows: swapped, scores: level }, 10)).toBe(2);
    expect(() => requireSameAnswers({ rows, scores }, { rows, scores: scores.with(7, 0.5) }, 10)).toThrow('query 0, place 8');
    expect(() => requireSameAnswers({ rows, scores }, { rows: rows.toReversed(), scores }, 10)).toThrow('hold other candidates');
    expect(() => requireSameAnswers({ rows, scores }, { rows, scores: scores.with(0, Number.NaN) }, 10)).toThrow('place 1');
  });
});
