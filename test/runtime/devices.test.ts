import { expect, test } from 'vitest';
import { runtimeDevices } from '../../src/runtime/devices.ts';

test('the cpu comes first, and providers whose libraries are not in the package are left out', () => {
  const names = runtimeDevices();
  expect(names[0]).toBe('cpu');
  expect(names).not.toContain('tensorrt');
  expect(new Set(names).size).toBe(names.length);
});
