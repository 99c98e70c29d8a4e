import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../types.ts';
import { startProfile } from './device-profile.ts';
import { onnxruntime } from './onnxruntime.ts';

/** `y [1] = x [1] + x [1]` of float32 as an ONNX model, opset 20 (a test builds it again). */
export const additionModel = Uint8Array.from(
  Buffer.from(
    'CAkSCm1hdGNoYmVuY2g6QwoVCgF4CgF4EgF5GgVBZGRfMCIDQWRkEghhZGRpdGlvbloPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBQ=',
    'base64',
  ),
);

/** Why a device cannot be used here, in a line; undefined when it added two numbers, and its profile says that it was this device that did. */
export async function deviceFault(device: Device): Promise<string | undefined> {
  // Read when the library starts: what it prints of a provider that is not there is said better here.
  onnxruntime.env.logLevel = 'fatal';
  const profile = startProfile(device);
  let session: InferenceSession | undefined;
  try {
    session = await onnxruntime.InferenceSession.create(additionModel, {
      executionProviders: [device],
      logSeverityLevel: 4,
      ...profile.options,
    });
    const { y } = await session.run({ x: new onnxruntime.Tensor('float32', [1], [1]) });
    session.endProfiling();
    const { elsewhere } = profile.read();
    if (y?.data[0] !== 2) return `it says that 1 + 1 = ${String(y?.data[0])}`;
    return elsewhere.length === 0 ? undefined : 'onnxruntime computes on the CPU in its place';
  } catch (cause) {
    return said(cause);
  } finally {
    profile.discard();
    await session?.release();
  }
}

/** What onnxruntime says, on one line and without the places in its sources. */
export const said = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause))
    .replaceAll(/\s+/g, ' ')
    .replace(/^\/onnxruntime_src\/.* was false\. /, '')
    .trim()
    .slice(0, 300);
