import { expect, test } from 'vitest';
import type { CellRecord } from '../../../src/record.ts';
import { runWarnings } from '../../../src/suite/running/run-warnings.ts';

const suite = (seeds: number) => ({ name: 's', baseline: 'tower', seeds });
const cell = (kind: string, ...codes: string[]): CellRecord =>
  ({ kind, warnings: codes.map((code) => ({ code, message: `it was ${code}`, remedy: 'mend it' })) }) as unknown as CellRecord;
const codes = (...of: Parameters<typeof runWarnings>) => runWarnings(...of).map(({ code }) => code);

test('a quiet run of several seeds has none', () => {
  expect(runWarnings(suite(5), [cell('train'), cell('accuracy'), cell('scale', 'cut-short')])).toEqual([]);
});

test('one seed is a doubt about everything that the run says', () => {
  expect(codes(suite(1), [])).toEqual(['one-seed']);
});

test('noise is counted over the cells that take times', () => {
  const cells = [
    cell('train', 'noisy-neighbour', 'steal'),
    cell('latency'),
    cell('scale', 'load'),
    cell('accuracy'),
    cell('split'),
  ];
  expect(runWarnings(suite(5), cells)).toMatchObject([
    { code: 'noisy-machine', message: 'The machine was not quiet during 2 of 3 cells that take times.' },
  ]);
});

test('a cell that kept what the machine was like takes times, whatever its kind', () => {
  const noted = (kind: string, ...codes: string[]): CellRecord => ({ ...cell(kind, ...codes), details: { conditions: {} } });
  const cells = [noted('load', 'steal'), noted('start'), noted('build'), cell('quality', 'steal')];
  expect(runWarnings(suite(5), cells)).toMatchObject([
    { code: 'noisy-machine', message: 'The machine was not quiet during 1 of 3 cells that take times.' },
  ]);
});

test('a library that is missing is said once, however many cells lacked it', () => {
  expect(codes(suite(5), [cell('index', 'index-library'), cell('index', 'index-library')])).toEqual(['index-library']);
});
