import { expect, test } from 'vitest';
import { runEnding } from '../../src/cli/run-ending.ts';
import { exitCodes } from '../../src/errors.ts';

type Failed = Parameters<typeof runEnding>[0]['failed'][number];
const again = 'npx matchbench run --suite mine --out there --resume';
const lacking: Failed = {
  id: 'toys/train',
  failure: { kind: 'environment', message: 'memory ran out', place: 'toys/train', remedy: 'Close other programs.' },
};
const waiting: Failed = {
  id: 'toys/accuracy',
  failure: { kind: 'environment', message: 'not carried out, because toys/train failed', place: 'toys/accuracy' },
};
const broken: Failed = {
  id: 'toys/index',
  failure: { kind: 'internal', message: 'a defect', place: 'toys/right.jsonl', remedy: 'Report it.' },
};
const diverged: Failed = { id: 'toys/other', failure: { message: 'the loss is no longer a number' } };
const codeOf = (...failed: readonly Failed[]): number => runEnding({ failed, interrupted: false }, again).exitCode;

test('a run in which nothing failed has nothing to say', () => {
  expect(runEnding({ failed: [], interrupted: false }, again)).toEqual({ text: '', exitCode: exitCodes.ok });
});

test('each failure is told with its place, where that is not the cell itself, and its remedy; then how to try again', () => {
  expect(runEnding({ failed: [lacking, broken], interrupted: false }, again).text).toBe(
    [
      'failed: toys/train: memory ran out',
      '  Close other programs.',
      'failed: toys/index: a defect',
      '  at toys/right.jsonl',
      '  Report it.',
      `try them again with: ${again}`,
      '',
    ].join('\n'),
  );
});

test('the exit code is that of a lacking machine where all that failed lacked something or waited for what did', () => {
  expect(codeOf(lacking)).toBe(exitCodes.environment);
  expect(codeOf(lacking, waiting)).toBe(exitCodes.environment);
});

test('one failure of another kind, or of none, makes it a part of the work that failed', () => {
  expect(codeOf(lacking, broken)).toBe(exitCodes.internal);
  expect(codeOf(lacking, diverged)).toBe(exitCodes.internal);
});

test('an interruption is one whatever failed before it, and its command was told already', () => {
  const { text, exitCode } = runEnding({ failed: [broken], interrupted: true }, again);
  expect(exitCode).toBe(exitCodes.interrupted);
  expect(text).not.toContain(again);
});
