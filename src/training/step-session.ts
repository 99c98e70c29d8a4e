import { devices } from '../runtime/devices.ts';
import { openSession, type SessionSettings, type TensorValues } from '../runtime/session.ts';
import { type StepGraph, stepOnnx } from './step-graph.ts';
import type { StepInputs } from './step-inputs.ts';
import { stepLoopOnnx, stepsName } from './step-loop.ts';
import type { TrainingState } from './training-state.ts';

/** Takes training steps in the runtime. */
export interface StepSession {
  /** Whether one run may take several. */
  readonly loops: boolean;
  /** Takes all steps that the inputs are for, advances the state, and gives the loss of each. */
  take(inputs: StepInputs): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @param features all training items' values of the model's inputs */
export async function openSteps(
  graph: StepGraph,
  features: TensorValues,
  state: TrainingState,
  settings: SessionSettings,
): Promise<StepSession> {
  const { loops } = devices[settings.device];
  const session = await openSession(loops ? stepLoopOnnx(graph) : stepOnnx(graph), settings);
  return {
    loops,
    async take({ count, values }) {
      const loss = { dims: loops ? [count] : [], data: new Float32Array(count) };
      const steps = { [stepsName]: { dims: [], data: BigInt64Array.of(BigInt(count)) } };
      const given = loops ? { ...values, ...steps } : ofOneStep(values);
      await session.run({ ...features, ...state.current(), ...given }, { loss, ...state.next() });
      state.advance();
      return loss.data;
    },
    close: () => session.close(),
  };
}

/** Without the axis of steps. */
const ofOneStep = (values: TensorValues): TensorValues =>
  Object.fromEntries(Object.entries(values).map(([name, { dims, data }]) => [name, { dims: dims.slice(1), data }]));
