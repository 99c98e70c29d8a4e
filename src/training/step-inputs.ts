import { sizeOf } from '../graph/shapes.ts';
import type { TensorValue, TensorValues } from '../runtime/session.ts';
import { adamWScalars } from './adamw.ts';
import type { Batch, Batches } from './batches.ts';
import { createMaskSource } from './dropout-masks.ts';
import { learningRateAt, type TrainingSettings } from './settings.ts';
import type { StepGraph } from './step-graph.ts';

/** What the steps of one run are given anew, by name: each value has a leading axis of `count` steps. */
export interface StepInputs {
  readonly count: number;
  readonly values: TensorValues;
}

export interface StepInputSource {
  readonly bytesPerStep: number;
  /** Batches, masks and scalars of the next steps; where a teacher's logits go is left as it is. Reused by the call after the next. */
  draw(count: number): StepInputs;
}

/** Draws in two sets of buffers in turn, so that one is filled while a run reads the other. */
export function createStepInputs(
  { reads, masks }: StepGraph,
  batches: Batches,
  settings: TrainingSettings,
  seed: number,
): StepInputSource {
  const maskSource = createMaskSource(masks, seed);
  const sets = [buffers(reads, 0), buffers(reads, 0)];
  let turn = 0;
  let step = 0;
  return {
    bytesPerStep: Object.values(buffers(reads, 1)).reduce((sum, { data }) => sum + data.byteLength, 0),
    draw(count) {
      turn = 1 - turn;
      if (roomOf(sets[turn]!) < count) sets[turn] = buffers(reads, count);
      const set = sets[turn]!;
      for (let i = 0; i < count; i++) {
        step++;
        const scalars = adamWScalars(step, learningRateAt(step, settings), settings.weightDecay);
        for (const [name, values] of Object.entries({ ...batchValues(batches.next()), ...scalarValues(scalars) }))
          if (reads.has(name)) (valuesOfStep(set[name]!, i) as Float32Array).set(values as Float32Array);
        maskSource.fill(masks.map(({ name }) => valuesOfStep(set[name]!, i) as Uint8Array));
      }
      return { count, values: Object.fromEntries(Object.entries(set).map(([name, value]) => [name, first(value, count)])) };
    },
  };
}

const arrays = { float32: Float32Array, int64: BigInt64Array, uint8: Uint8Array } as const;

/** Room for so many steps. */
const buffers = (reads: StepGraph['reads'], count: number): TensorValues =>
  Object.fromEntries(
    [...reads].map(([name, { attributes }]) => {
      const dims = [count, ...(attributes.shape as readonly number[])];
      return [name, { dims, data: new arrays[attributes.type](sizeOf(dims)) }];
    }),
  );

const roomOf = (set: TensorValues): number => Object.values(set)[0]!.dims[0]!;

/** The values of one of the steps that lie in a buffer, as a view. */
export const valuesOfStep = ({ dims, data }: TensorValue, i: number): TensorValue['data'] => {
  const size = sizeOf(dims.slice(1));
  return data.subarray(i * size, (i + 1) * size);
};

const first = ({ dims: [, ...shape], data }: TensorValue, count: number): TensorValue => ({
  dims: [count, ...shape],
  data: data.subarray(0, count * sizeOf(shape)),
});

const batchValues = ({
  left,
  right,
  blocked,
  grades,
  logDraws,
  classes,
}: Batch): Readonly<Record<string, TensorValue['data']>> => ({
  'left.rows': left,
  'right.rows': right,
  blocked,
  grades,
  log_draws: logDraws,
  classes,
});

const scalarValues = ({ stepSize, denominatorShift, retain }: ReturnType<typeof adamWScalars>) => ({
  step_size: Float32Array.of(stepSize),
  denominator_shift: Float32Array.of(denominatorShift),
  retain: Float32Array.of(retain),
});
