import { expect, test } from 'vitest';
import type { MachineFacts } from '../../../src/record.ts';
import { machineWarnings } from '../../../src/suite/running/machine-warnings.ts';

const machine: MachineFacts = {
  id: 'a'.repeat(64),
  cpu: 'a processor',
  cores: 2,
  memoryBytes: 1,
  platform: 'linux',
  architecture: 'x64',
  node: 'v20',
  libraries: {},
  cpuFlags: ['avx2'],
};
const codes = (threads: number, facts: Partial<MachineFacts> = {}) =>
  machineWarnings(threads, { ...machine, ...facts }).map(({ code }) => code);

test('as many threads as cores, known instructions and a fixed clock give nothing to doubt', () => {
  expect(codes(2)).toEqual([]);
  expect(codes(2, { governor: 'performance' })).toEqual([]);
});

test('more threads than cores are told with both numbers, and what to do', () => {
  expect(machineWarnings(3, { ...machine, cores: 1 })).toMatchObject([
    { code: 'few-cores', message: expect.stringMatching(/3 threads.* 1 core\./), remedy: expect.stringContaining('--threads 1') },
  ]);
});

test('a system that tells no instructions of its processor is named, since the machine id then says less', () => {
  expect(codes(1, { cpuFlags: [] })).toEqual(['cpu-features-unknown']);
});

test('a governor that moves the clock is a doubt', () => {
  expect(codes(1, { governor: 'powersave' })).toEqual(['clock-governor']);
});
