import { describe, expect, test } from 'vitest';
import { SetupFailure } from '../../scripts/setup/failure.mjs';
import { checkPlatform, detectLibc } from '../../scripts/setup/platform.mjs';

const linux = { platform: 'linux', arch: 'x64', libc: 'glibc' as const };

describe('the check of the machine', () => {
  test('takes every supported platform with every tested Node, without a word', () => {
    const machines = [
      linux,
      { ...linux, arch: 'arm64' },
      { platform: 'darwin', arch: 'arm64' },
      { platform: 'win32', arch: 'x64' },
    ];
    for (const machine of machines) {
      for (const node of ['20.0.0', '22.12.1', '24.3.0']) expect(checkPlatform({ ...machine, node })).toBeUndefined();
    }
  });

  test('refuses by name what onnxruntime has no binary for, with a remedy', () => {
    const refusal = (machine: Parameters<typeof checkPlatform>[0]): SetupFailure => {
      try {
        checkPlatform(machine);
      } catch (error) {
        if (error instanceof SetupFailure) return error;
      }
      throw new Error('not refused');
    };
    expect(refusal({ ...linux, libc: 'musl', node: '22.0.0' }).message).toContain('musl');
    expect(refusal({ platform: 'darwin', arch: 'x64', node: '22.0.0' }).message).toContain('macOS on Intel');
    expect(refusal({ platform: 'win32', arch: 'arm64', node: '22.0.0' }).message).toContain('win32 arm64');
    expect(refusal({ platform: 'freebsd', arch: 'x64', node: '22.0.0' }).message).toContain('freebsd x64');
    expect(refusal({ platform: 'freebsd', arch: 'x64', node: '22.0.0' }).remedy).toContain('linux x64 (glibc)');
    expect(refusal({ ...linux, node: '18.20.4' }).message).toContain('Node 18.20.4 is too old');
  });

  test('warns of a Node that nobody has tried', () => {
    for (const node of ['21.7.3', '25.0.0']) expect(checkPlatform({ ...linux, node })).toContain(`Node ${node} is untested`);
  });

  test.runIf(process.platform === 'linux')('finds glibc where onnxruntime runs', () => expect(detectLibc()).toBe('glibc'));
});
