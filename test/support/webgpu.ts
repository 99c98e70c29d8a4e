import { existsSync } from 'node:fs';
import { deviceFault } from '../../src/runtime/probe-device.ts';

const software = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Why tests of WebGPU cannot run here; undefined where an adapter computes. Debian's chromium brings one in software. */
export async function webgpuFault(): Promise<string | undefined> {
  // Read by the Vulkan loader when the first session is opened.
  if (process.env.VK_DRIVER_FILES === undefined && existsSync(software)) process.env.VK_DRIVER_FILES = software;
  return deviceFault('webgpu');
}
