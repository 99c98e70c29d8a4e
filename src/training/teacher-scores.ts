import { type StepInputs, valuesOfStep } from './step-inputs.ts';

/** Scores any left training items with any right ones. */
export interface TeacherScores {
  /** Logits `[B, B]` of the rows given, valid until the next call. */
  score(left: BigInt64Array, right: BigInt64Array): Promise<Float32Array>;
  readonly operationsPerPair: number;
}

/** Writes a teacher's logits of all batches into what the steps are given. */
export async function teach(teacher: TeacherScores, { count, values }: StepInputs): Promise<void> {
  for (let i = 0; i < count; i++) {
    const rows = (side: 'left' | 'right') => valuesOfStep(values[`${side}.rows`]!, i) as BigInt64Array;
    (valuesOfStep(values.teacher!, i) as Float32Array).set(await teacher.score(rows('left'), rows('right')));
  }
}
