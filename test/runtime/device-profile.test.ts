import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { deviceNames } from '../../src/device-names.ts';
import { createOnnxWriter } from '../../src/graph/onnx.ts';
import { readUse, startProfile } from '../../src/runtime/device-profile.ts';
import { fallbackWarning, merged } from '../../src/runtime/device-use.ts';
import { devices } from '../../src/runtime/devices.ts';
import { onnxruntime } from '../../src/runtime/onnxruntime.ts';
import { additionModel, deviceFault, said } from '../../src/runtime/probe-device.ts';

const event = (op_name: string, provider: string) => ({
  cat: 'Node',
  name: `${op_name}_kernel_time`,
  args: { op_name, provider },
});
const profileOf = (...events: object[]): string => JSON.stringify([{ cat: 'Session', name: 'model_run' }, ...events]);

describe('a profile', () => {
  test('of a session that really ran on the CPU convicts it, whatever device was asked for', async () => {
    const profile = startProfile('webgpu');
    const session = await onnxruntime.InferenceSession.create(additionModel, { executionProviders: ['cpu'], ...profile.options });
    await session.run({ x: new onnxruntime.Tensor('float32', [3], [1]) });
    session.endProfiling();
    expect(profile.read()).toEqual({ device: 'webgpu', operations: { CPUExecutionProvider: 1 }, elsewhere: ['Add'] });
    await session.release();
  });

  test('counts operations by provider and names each kind that another one ran, once', () => {
    const text = profileOf(
      event('MatMul', 'WebGpuExecutionProvider'),
      event('TopK', 'CPUExecutionProvider'),
      event('Det', 'CPUExecutionProvider'),
      event('Det', 'CPUExecutionProvider'),
    );
    const use = readUse(text, 'webgpu');
    expect(use).toEqual({
      device: 'webgpu',
      operations: { WebGpuExecutionProvider: 1, CPUExecutionProvider: 3 },
      elsewhere: ['Det', 'TopK'],
    });
    expect(fallbackWarning(merged([use, use])!)).toMatchObject([
      {
        code: 'device-fallback',
        message: expect.stringContaining('Det, TopK did not (operations: 2 by WebGpuExecutionProvider, 6 by'),
      },
    ]);
    expect(fallbackWarning(merged([readUse(profileOf(event('Add', 'CUDAExecutionProvider')), 'cuda')])!)).toEqual([]);
  });

  test.each(['', '{}', 'null', '[]', profileOf()])('that names no operation proves nothing: %j', (text) => {
    expect(() => readUse(text, 'webgpu')).toThrow(/nothing proves that webgpu was used/);
  });

  test('leaves no file behind, read or unread', () => {
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('matchbench-profile-'));
    const before = folders().length;
    startProfile('webgpu').discard();
    expect(() => startProfile('webgpu').read()).toThrow(/wrote no profile/);
    expect(folders()).toHaveLength(before);
  });
});

test('the table of devices has a row a name, each with another provider', () => {
  expect(Object.keys(devices)).toEqual(deviceNames);
  expect(new Set(Object.values(devices).map(({ provider }) => provider)).size).toBe(deviceNames.length);
});

test('the model that devices are tried with is an addition of one number to itself', () => {
  const writer = createOnnxWriter('addition');
  writer.input('x', 'float32', [1]);
  writer.output('y', writer.emit('Add', ['x', 'x']), [1]);
  expect(Buffer.from(additionModel)).toEqual(Buffer.from(writer.bytes()));
});

test('the CPU can add, and a device of another system cannot', async () => {
  expect(await deviceFault('cpu')).toBeUndefined();
  expect(await deviceFault(process.platform === 'win32' ? 'coreml' : 'dml')).toMatch(/./);
});

test('what onnxruntime says is shown without the places in its sources', () => {
  const message = '/onnxruntime_src/core/a.cc:136 f(const X&)::<lambda()> r.status == S was false. No adapter: none\n';
  expect(said(new Error(message))).toBe('No adapter: none');
});
