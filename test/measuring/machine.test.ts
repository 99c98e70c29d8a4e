import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readCgroup } from '../../src/measuring/cgroup.ts';
import { systemClock } from '../../src/measuring/clock.ts';
import { readMachine, withId } from '../../src/measuring/machine.ts';
import { readMemory } from '../../src/measuring/memory.ts';

const cgroup = (files: Readonly<Record<string, string>>) => {
  const root = mkdtempSync(join(tmpdir(), 'cgroup-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return readCgroup(root);
  } finally {
    rmSync(root, { recursive: true });
  }
};

test('limits of version 2 and version 1 groups are read alike; no limit is absent', () => {
  const limited = { cpuQuota: 1.5, memoryBytes: 4096, throttledPeriods: 3 };
  expect(cgroup({ 'cpu.max': '150000 100000\n', 'memory.max': '4096\n', 'cpu.stat': 'usage_usec 5\nnr_throttled 3\n' })).toEqual(
    limited,
  );
  expect(
    cgroup({
      'cpu/cpu.cfs_quota_us': '150000\n',
      'cpu/cpu.cfs_period_us': '100000\n',
      'memory/memory.limit_in_bytes': '4096\n',
      'cpu/cpu.stat': 'nr_periods 9\nnr_throttled 3\n',
    }),
  ).toEqual(limited);
  expect(cgroup({ 'cpu.max': 'max 100000\n', 'memory.max': 'max\n' })).toEqual({});
  expect(
    cgroup({
      'cpu/cpu.cfs_quota_us': '-1\n',
      'cpu/cpu.cfs_period_us': '100000\n',
      'memory/memory.limit_in_bytes': '9223372036854771712\n',
    }),
  ).toEqual({});
  expect(cgroup({})).toEqual({});
});

test('the machine id changes with any fact and not with the order of keys', () => {
  const facts = {
    cpu: 'a',
    cores: 2,
    memoryBytes: 1,
    platform: 'linux',
    architecture: 'x64',
    node: 'v20',
    libraries: { a: '1', b: '2' },
    cpuFlags: ['avx2'],
  };
  const { id } = withId(facts);
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(withId({ ...facts, libraries: { b: '2', a: '1' } }).id).toBe(id);
  expect(withId({ ...facts, libraries: { a: '1', b: '3' } }).id).not.toBe(id);
  expect(withId({ ...facts, cgroupCpuQuota: 1 }).id).not.toBe(id);
});

test('this machine is described the same way twice', async () => {
  const facts = await readMachine({ 'onnxruntime-node': '1.30.0' });
  expect(facts).toMatchObject({ cores: availableParallelism(), platform: process.platform, node: process.version });
  expect(facts.cpu.length).toBeGreaterThan(2);
  expect((await readMachine({ 'onnxruntime-node': '1.30.0' })).id).toBe(facts.id);
});

test('memory is read from the kernel, where it tells', () => {
  expect(readMemory('Name:\tnode\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n')).toEqual({
    residentBytes: 2 ** 20,
    peakResidentBytes: 2 ** 21,
  });
  const { residentBytes, peakResidentBytes } = readMemory();
  expect(residentBytes).toBeGreaterThan(10e6);
  expect(peakResidentBytes).toBeGreaterThanOrEqual(residentBytes * 0.99);
});

test('the clock resolves less than a microsecond and never goes back', () => {
  const readings = Array.from({ length: 2000 }, () => systemClock.nowMs());
  const steps = readings.slice(1).map((now, i) => now - readings[i]!);
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...steps.filter((step) => step > 0))).toBeLessThan(0.001);
});
