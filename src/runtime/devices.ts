import { onnxruntime } from './onnxruntime.ts';

/** Names of the devices whose provider is part of the installed onnxruntime, `cpu` first. Whether the hardware is there, only a session tells. */
export function runtimeDevices(): readonly string[] {
  const names = onnxruntime
    .listSupportedBackends()
    .filter(({ bundled }) => bundled)
    .map(({ name }) => name);
  return names.sort((a, b) => Number(b === 'cpu') - Number(a === 'cpu') || (a < b ? -1 : 1));
}
