import { afterEach, describe, expect, test } from 'vitest';
import { loadDataset } from '../../src/dataset/load.ts';
import { featureShape, takePart } from '../../src/dataset/part.ts';
import { defineModel } from '../../src/define-model.ts';
import { createOnnxWriter } from '../../src/graph/onnx.ts';
import { deviceUse, permitFallback } from '../../src/runtime/device-use.ts';
import { deviceFault } from '../../src/runtime/probe-device.ts';
import { openSession } from '../../src/runtime/session.ts';
import { infoNce } from '../../src/training/objectives/info-nce.ts';
import { defaultTrainingSettings } from '../../src/training/settings.ts';
import { train } from '../../src/training/train.ts';
import type { Device } from '../../src/types.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTinyDataset } from '../support/tiny-dataset.ts';
import { webgpuFault } from '../support/webgpu.ts';

const fault = await webgpuFault();

/** y = x·w with w [3, 2], and what of it lies above the mean of its row: operations that any device has. */
function smallModel(): Uint8Array {
  const writer = createOnnxWriter('small');
  writer.input('x', 'float32', ['N', 3]);
  const product = writer.emit('MatMul', ['x', writer.float32([3, 2], Float32Array.from([1, 2, 3, 4, 5, 6]))]);
  writer.output('y', writer.emit('Relu', [product]), ['N', 2]);
  return writer.bytes();
}

/** A determinant, which onnxruntime computes on the CPU only, after a product. */
function partlyForeignModel(): Uint8Array {
  const writer = createOnnxWriter('determinant');
  writer.input('x', 'float32', [2, 2]);
  writer.output('y', writer.emit('Det', [writer.emit('Mul', ['x', 'x'])]), []);
  return writer.bytes();
}

const on = (device: Device) => ({ device, threads: 1 });

describe.skipIf(fault !== undefined)(`on WebGPU${fault === undefined ? '' : ` (skipped: ${fault})`}`, () => {
  afterEach(() => permitFallback(false));

  test('a session gives the answers of the CPU, and its profile says that WebGPU computed them', async () => {
    const x = { dims: [2, 3], data: Float32Array.from([1, -2, 3, 4, 5, -6]) };
    const session = await openSession(smallModel(), on('webgpu'));
    const buffer = { dims: [2, 2], data: new Float32Array(4) };
    const [first, second] = [await session.run({ x }), await session.run({ x }, { y: buffer })];
    await session.close();
    expect([...first.y!.data]).toEqual([10, 12, 0, 0]);
    expect([...second.y!.data]).toEqual([10, 12, 0, 0]);
    expect([...buffer.data]).toEqual([10, 12, 0, 0]);
    expect(Object.keys(deviceUse()!.operations)).toEqual(['WebGpuExecutionProvider']);
  });

  test('operations that run on the CPU instead are an error that names them', async () => {
    const x = { dims: [2, 2], data: Float32Array.from([1, 2, 3, 4]) };
    const session = await openSession(partlyForeignModel(), on('webgpu'));
    await expect(session.run({ x })).rejects.toMatchObject({
      kind: 'environment',
      message: expect.stringContaining('Not everything ran on webgpu: Det did not'),
      remedy: expect.stringContaining('--allow-fallback'),
    });
    await session.close();
  });

  test('where that is permitted they give their answer, and what ran where is kept', async () => {
    permitFallback(true);
    const session = await openSession(partlyForeignModel(), on('webgpu'));
    const { y } = await session.run({ x: { dims: [2, 2], data: Float32Array.from([1, 2, 3, 4]) } });
    await session.close();
    expect(y!.data[0]).toBeCloseTo(1 * 16 - 4 * 9, 4);
    expect(deviceUse()!.elsewhere).toContain('Det');
  });

  test('a training takes the steps that it takes on the CPU', async () => {
    const data = await temporaryFolder();
    await writeTinyDataset(data);
    const dataset = await loadDataset(data);
    const [seen, validation] = [takePart(dataset, 'fold-0', 'train'), takePart(dataset, 'fold-0', 'validation')];
    const shapes = { left: featureShape(seen.left.features), right: featureShape(seen.right.features) };
    const sizes = { inputDropout: 0.1, hidden: 8, embedding: 8, hiddenDropout: 0.1, fusionHidden: [8] };
    // The logarithm of a softmax is what WebGPU does not have.
    permitFallback(true);
    const losses = async (device: Device): Promise<number[]> => {
      const { log } = await train({
        model: defineModel('dual-cosine', shapes, sizes),
        objective: infoNce.bind({}),
        train: seen,
        validation,
        validate: ({ data }) => data[0]!,
        settings: { ...defaultTrainingSettings, batchSize: 8, maxSteps: 6, stepsPerCheck: 2, patience: 3 },
        seed: 3,
        session: on(device),
      });
      return log.curve.map(({ loss }) => loss!);
    };
    const [cpu, webgpu] = [await losses('cpu'), await losses('webgpu')];
    expect(webgpu).toHaveLength(3);
    for (const [i, loss] of webgpu.entries()) expect(loss).toBeCloseTo(cpu[i]!, 4);
    expect(new Set(cpu).size).toBe(3);
    expect(deviceUse()!.elsewhere.filter((kind) => !['Det', 'LogSoftmax'].includes(kind))).toEqual([]);
  });
});

test('a device that this onnxruntime does not bring is an error that says what it needs', async () => {
  await expect(openSession(smallModel(), on(process.platform === 'win32' ? 'coreml' : 'dml'))).rejects.toMatchObject({
    kind: 'environment',
    message: expect.stringMatching(/^the device (dml|coreml) cannot be used here: /),
    remedy: expect.stringMatching(/Windows|macOS/),
  });
});

const cudaFault = await deviceFault('cuda');
test.skipIf(cudaFault === undefined)(
  'cuda says that it needs a GPU, CUDA and libraries that the package does not hold',
  async () => {
    const opening = openSession(smallModel(), on('cuda'));
    await expect(opening).rejects.toMatchObject({ kind: 'environment', remedy: expect.stringContaining('NVIDIA GPU') });
  },
);
