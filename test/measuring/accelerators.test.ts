import { expect, test } from 'vitest';
import { acceleratorNames, isThrottled, parseNvidia } from '../../src/measuring/accelerators.ts';

const line = 'NVIDIA H100 80GB HBM3, 550.54.15, 81559, 1980, 41, 0x0000000000000001';

test('a line of nvidia-smi is a GPU; what the driver does not tell is absent, never 0', () => {
  expect(parseNvidia(`${line}\nTesla T4, 535.1, 15360, [N/A], [Not Supported], 0x0000000000000020\n`)).toEqual([
    {
      name: 'NVIDIA H100 80GB HBM3',
      driver: '550.54.15',
      memoryMiB: 81559,
      clockMHz: 1980,
      temperatureC: 41,
      throttleReasons: 1,
    },
    { name: 'Tesla T4', driver: '535.1', memoryMiB: 15360, throttleReasons: 32 },
  ]);
  expect(parseNvidia('NVIDIA-SMI has failed because it could not communicate with the driver.\n')).toEqual([]);
  expect(parseNvidia('')).toEqual([]);
});

test('an idle clock is no throttling, a thermal limit is', () => {
  const [idle] = parseNvidia(line);
  expect(isThrottled(idle!)).toBe(false);
  for (const bit of ['0x8', '0x20', '0x40', '0x80']) expect(isThrottled(parseNvidia(line.replace(/0x0+1/, bit))[0]!)).toBe(true);
  expect(isThrottled({ name: 'a', driver: '1' })).toBe(false);
});

test('names of accelerators hold the driver, and the Vulkan driver that the environment chose without its folder', () => {
  const gpus = parseNvidia(line);
  expect(acceleratorNames(gpus, ['unused'], {})).toEqual(['NVIDIA H100 80GB HBM3, 81559 MiB, driver 550.54.15']);
  expect(acceleratorNames([], ['Apple M2'], {})).toEqual(['Apple M2']);
  expect(acceleratorNames([], [], { VK_DRIVER_FILES: '/usr/lib/chromium/vk_swiftshader_icd.json' })).toEqual([
    'Vulkan driver vk_swiftshader_icd.json',
  ]);
});
