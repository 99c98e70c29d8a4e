import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { UserError } from '../errors.ts';
import type { Device } from '../types.ts';
import { type DeviceProfile, startProfile } from './device-profile.ts';
import { fallbackPermitted, fallbackWarning, merged, noteTransfer, noteUse } from './device-use.ts';
import { devices } from './devices.ts';
import { onnxruntime } from './onnxruntime.ts';
import { deviceFault, said } from './probe-device.ts';

/** Dense values by name; `data.length` is the product of `dims`. Integers of 64 bits are `BigInt64Array`, the bits of float16 `Uint16Array`. */
export interface TensorValue {
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint16Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;
}

export type TensorValues = Readonly<Record<string, TensorValue>>;

export interface SessionSettings {
  readonly device: Device;
  /** Threads of one operator; operators run one after the other. */
  readonly threads: number;
}

/** An opened ONNX model. Both model families, training and serving go through this one type with the same settings. */
export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Dimensions of every input and output as the model declares them, by name; those that it leaves open are texts. */
  readonly declared: Readonly<Record<string, readonly (number | string)[]>>;
  /** Runs the model. Outputs named in `into` are written to those buffers, without a copy; the others are new. */
  run(feeds: TensorValues, into?: TensorValues): Promise<Record<string, TensorValue>>;
  close(): Promise<void>;
}

const elementType = (data: TensorValue['data']): 'float32' | 'float16' | 'uint8' | 'int8' | 'int32' | 'int64' => {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Uint16Array) return 'float16';
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Int8Array) return 'int8';
  if (data instanceof Int32Array) return 'int32';
  return 'int64';
};

const wrap = (values: TensorValues): Record<string, Tensor> => {
  const tensors: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(values)) {
    tensors[name] = new onnxruntime.Tensor(elementType(value.data), value.data as never, value.dims);
  }
  return tensors;
};

/**
 * Opens a model from its bytes or its path. Throws a `UserError`: `input` when onnxruntime refuses the model, `environment` when the device cannot be used. On
 * another device than the CPU the first `run` is profiled, which later ones do not feel: it throws one of kind `environment` when operations ran elsewhere
 * and that was not permitted (`permitFallback`).
 */
export async function openSession(model: Uint8Array | string, settings: SessionSettings): Promise<Session> {
  const { device } = settings;
  let session: InferenceSession;
  let profile = device === 'cpu' ? undefined : startProfile(device);
  try {
    session = await onnxruntime.InferenceSession.create(model as string, {
      executionProviders: [device],
      intraOpNumThreads: settings.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...profile?.options,
    });
  } catch (cause) {
    profile?.discard();
    throw (await absent(device, cause)) ?? refused(cause, model);
  }
  const prove = ({ read }: DeviceProfile): void => {
    session.endProfiling();
    const use = read();
    noteUse(use);
    const [doubt] = fallbackWarning(merged([use])!);
    if (doubt !== undefined && !fallbackPermitted()) throw fellBack(doubt.message, model);
  };
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    declared: Object.fromEntries(
      [...session.inputMetadata, ...session.outputMetadata].map((facts) => [facts.name, facts.isTensor ? facts.shape : []]),
    ),
    async run(feeds, into) {
      const outputs =
        into === undefined
          ? await session.run(wrap(feeds))
          : await session.run(wrap(feeds), { ...names(session), ...wrap(into) });
      if (profile !== undefined) {
        const first = profile;
        profile = undefined;
        prove(first);
      }
      const values: Record<string, TensorValue> = {};
      for (const [name, tensor] of Object.entries(outputs)) {
        values[name] = { dims: tensor.dims, data: tensor.data as Float32Array };
      }
      if (device !== 'cpu') noteTransfer(bytesOf(feeds) + bytesOf(values));
      return values;
    },
    async close() {
      if (profile !== undefined) session.endProfiling();
      profile?.discard();
      await session.release();
    },
  };
}

const bytesOf = (values: TensorValues): number => Object.values(values).reduce((sum, { data }) => sum + data.byteLength, 0);

const placeOf = (model: Uint8Array | string): string => (typeof model === 'string' ? model : 'a model built by this program');

/** The error for a device that cannot be used at all, whatever the model; undefined where it can. */
async function absent(device: Device, cause: unknown): Promise<UserError | undefined> {
  const fault = device === 'cpu' ? undefined : await deviceFault(device);
  if (fault === undefined) return undefined;
  return new UserError('environment', `the device ${device} cannot be used here: ${fault}`, {
    remedy: `${devices[device].needs} matchbench doctor tells whether it works.`,
    cause,
  });
}

const fellBack = (message: string, model: Uint8Array | string): UserError =>
  new UserError('environment', message, {
    place: placeOf(model),
    remedy: 'Allow that with --allow-fallback, which the record then says, or choose another --device.',
  });

/** What onnxruntime says of a model, on one line. */
function refused(cause: unknown, model: Uint8Array | string): UserError {
  return new UserError('input', `onnxruntime refused the model: ${said(cause)}`, {
    place: placeOf(model),
    remedy: 'Write the model again with the run that made it (--resume).',
    cause,
  });
}

/** Asks for every output; onnxruntime allocates those that `run` is given no buffer for. */
const names = (session: InferenceSession): Record<string, null> =>
  Object.fromEntries(session.outputNames.map((name) => [name, null]));
