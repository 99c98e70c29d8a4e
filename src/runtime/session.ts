import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { UserError } from '../errors.ts';
import type { Device } from '../types.ts';
import { onnxruntime } from './onnxruntime.ts';

/** Dense values by name; `data.length` is the product of `dims`. Integers of 64 bits are `BigInt64Array`. */
export interface TensorValue {
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint8Array | Int32Array | BigInt64Array;
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

const elementType = (data: TensorValue['data']): 'float32' | 'uint8' | 'int32' | 'int64' => {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Uint8Array) return 'uint8';
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

/** Opens a model from its bytes or its path. Throws a `UserError` of kind `input` when onnxruntime refuses the model. */
export async function openSession(model: Uint8Array | string, settings: SessionSettings): Promise<Session> {
  let session: InferenceSession;
  try {
    session = await onnxruntime.InferenceSession.create(model as string, {
      executionProviders: [settings.device],
      intraOpNumThreads: settings.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw refused(cause, model);
  }
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
      const values: Record<string, TensorValue> = {};
      for (const [name, tensor] of Object.entries(outputs)) {
        values[name] = { dims: tensor.dims, data: tensor.data as Float32Array };
      }
      return values;
    },
    close: () => session.release(),
  };
}

/** What onnxruntime says of a model, on one line. */
function refused(cause: unknown, model: Uint8Array | string): UserError {
  const said = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ').slice(0, 300);
  return new UserError('input', `onnxruntime refused the model: ${said}`, {
    place: typeof model === 'string' ? model : 'a model built by this program',
    remedy: 'Write the model again with the run that made it (--resume).',
    cause,
  });
}

/** Asks for every output; onnxruntime allocates those that `run` is given no buffer for. */
const names = (session: InferenceSession): Record<string, null> =>
  Object.fromEntries(session.outputNames.map((name) => [name, null]));
