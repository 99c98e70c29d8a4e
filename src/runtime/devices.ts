import type { Device } from '../types.ts';
import { onnxruntime } from './onnxruntime.ts';

export interface DeviceRow {
  /** What onnxruntime calls its provider in a profile. */
  readonly provider: string;
  /** What a machine must have for it, as a sentence for `doctor` and errors. */
  readonly needs: string;
  /** Whether it runs a Loop itself: elsewhere what the loop carries is moved to the CPU and back at every turn. */
  readonly loops: boolean;
}

/** Every device: a new one is a name in `src/device-names.ts` and a row. */
export const devices: Readonly<Record<Device, DeviceRow>> = {
  cpu: { provider: 'CPUExecutionProvider', needs: 'Nothing beside onnxruntime-node.', loops: true },
  webgpu: {
    provider: 'WebGpuExecutionProvider',
    needs:
      'A graphics driver: Vulkan on Linux (libvulkan1 and the driver of the card), Direct3D 12 on Windows, Metal on macOS. Without a GPU, Debian’s chromium brings a slow one in software: apt-get install --no-install-recommends chromium libvulkan1, then VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json.',
    loops: false,
  },
  cuda: {
    provider: 'CUDAExecutionProvider',
    needs:
      'An NVIDIA GPU with its driver, CUDA 12 with cuDNN 9, and the CUDA libraries of onnxruntime-node, which its npm package does not hold: npm rebuild onnxruntime-node --ignore-scripts=false downloads them (Linux x64). On the same GPU, webgpu needs none of that.',
    // It has a Loop, but nobody has measured it here.
    loops: false,
  },
  coreml: { provider: 'CoreMLExecutionProvider', needs: 'macOS on Apple silicon.', loops: false },
  dml: { provider: 'DmlExecutionProvider', needs: 'Windows with a Direct3D 12 graphics driver.', loops: false },
};

/** Names of the devices whose provider is part of the installed onnxruntime, `cpu` first. Whether the hardware is there, only a session tells. */
export function runtimeDevices(): readonly Device[] {
  const bundled = onnxruntime.listSupportedBackends().filter((backend) => backend.bundled);
  return (Object.keys(devices) as Device[]).filter((device) => bundled.some(({ name }) => name === device));
}
