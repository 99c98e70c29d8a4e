/** Every device that a suite may ask for. `src/runtime/devices.ts` says what each needs; whether it is there, only a session tells. */
export const deviceNames = ['cpu', 'webgpu', 'cuda', 'coreml', 'dml'] as const;

/** What computes, by the name of onnxruntime's provider. */
export type Device = (typeof deviceNames)[number];
