import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isArm, verdicts } from '../../bench/peers/verdict.mjs';
import { type ModelName, models, objectionToShapes } from '../../src/models.ts';

describe('the comparison with PyTorch', () => {
  it('knows every model of the table that matches vectors', () => {
    const vectors = { left: { width: 1 }, right: { width: 1 } };
    const overVectors = Object.keys(models).filter((name) => objectionToShapes(name as ModelName, vectors) === undefined);
    const source = readFileSync(new URL('../../bench/peers/models.py', import.meta.url), 'utf8');
    const table = /^ENCODERS = \{\n([^}]*)\}/m.exec(source)![1]!;
    expect([...table.matchAll(/^ {4}"([^"]+)": "/gm)].map(([, name]) => name)).toEqual(overVectors);
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
