import type { Model } from '../graph/model.ts';
import { isTrained } from '../graph/parameters.ts';
import { deriveSeed } from '../random.ts';
import { openSession, type SessionSettings, type TensorValue, type TensorValues } from '../runtime/session.ts';
import type { DatasetPart, Matrix } from '../types.ts';
import { adamWScalars } from './adamw.ts';
import { type Batch, createBatches, type Neighbours } from './batches.ts';
import { createMaskSource } from './dropout-masks.ts';
import { knownRight } from './known-right.ts';
import type { BoundObjective } from './objectives/objective.ts';
import { learningRateAt, type TrainingSettings } from './settings.ts';
import { buildStepGraph, featuresName, nextName, type StepGraph, stateNames } from './step-graph.ts';
import { inputTensors, openValidationScorer } from './validation-scores.ts';
import { initialWeights, type Weights } from './weights.ts';

export interface TrainingInputs {
  readonly model: Model;
  readonly objective: BoundObjective;
  /** Logits of a trained model, for objectives that need a teacher. */
  readonly teacher?: TeacherScores;
  /** Hard wrong answers for every left training item: part of the batch sequence, so the same for every model that is offered them. */
  readonly neighbours?: Neighbours;
  readonly train: DatasetPart;
  readonly validation: DatasetPart;
  /** The figure that decides when to stop and which weights are kept; higher is better. */
  readonly validate: (scores: Matrix) => number;
  readonly settings: TrainingSettings;
  readonly seed: number;
  readonly session: SessionSettings;
  readonly onProgress?: (progress: { readonly step: number; readonly steps: number; readonly loss: number }) => void;
}

/** Scores any left training items with any right ones. */
export interface TeacherScores {
  /** Logits `[B, B]` of the rows given, valid until the call after the next. */
  score(left: BigInt64Array, right: BigInt64Array): Promise<Float32Array>;
  readonly operationsPerPair: number;
}

/** A look at validation, after so many steps. */
export interface TrainingCheck {
  readonly step: number;
  /** Mean over the steps since the last check; left out where there were none. */
  readonly loss?: number;
  readonly validation: number;
}

/** How a training went, and why it ended. */
export interface TrainingLog {
  readonly steps: number;
  readonly epochs: number;
  /** Wall time of the steps alone, and of the checks. */
  readonly stepSeconds: number;
  readonly checkSeconds: number;
  readonly operationsPerStep: number;
  readonly stopped: 'last step' | 'no better for long' | 'diverged' | 'nothing to train';
  /** Left out when training diverged before the first check. */
  readonly best?: TrainingCheck;
  readonly curve: readonly TrainingCheck[];
}

/**
 * Trains a model and returns the weights of its best check. The same seed gives the same batches to every model, and the same weights on the same machine with
 * the same threads. A loss that is no longer finite ends the training; the weights of the best check until then, if there was one, are returned. A model
 * without trained parameters takes no step. Weights hold the objective's own parameters too, as `objective.…`.
 */
export async function train(inputs: TrainingInputs): Promise<{ readonly weights?: Weights; readonly log: TrainingLog }> {
  const { model, settings, seed, session: sessionSettings } = inputs;
  const { left, right } = inputs.train;
  const counts = { left: left.items.length, right: right.items.length };
  const { objective, teacher, neighbours } = inputs;
  const { relevance, exclude: excluded } = inputs.train;
  const batches = createBatches({ relevance, known: knownRight(inputs.train), excluded, neighbours }, settings.batchSize, seed);
  const graph = buildStepGraph(model, objective, settings.batchSize, counts, batches.classCount);
  if (graph.reads.has('teacher') && teacher === undefined)
    throw new Error(`internal: the objective of ${model.name} needs a teacher`);
  const masks = createMaskSource(graph.masks, deriveSeed(seed, 'dropout'));
  const features = { left: left.features, right: right.features };
  const state = createState(graph, initialWeights(graph.parameters, seed, features));
  const session = await openSession(graph.onnx, sessionSettings);
  const validation = await openValidationScorer(model, inputs.validation, sessionSettings);
  const fixed = Object.fromEntries(
    Object.entries({ ...inputTensors(model, 'left', inputs.train), ...inputTensors(model, 'right', inputs.train) }).map(
      ([name, value]) => [featuresName(name), value],
    ),
  );
  const loss = { dims: [], data: new Float32Array(1) };

  const curve: TrainingCheck[] = [];
  let best: { readonly check: TrainingCheck; readonly weights: Weights } | undefined;
  let stopped: TrainingLog['stopped'] = 'last step';
  let stepMs = 0;
  let checkMs = 0;
  let lossSum = 0;
  let step = 0;
  try {
    if (!model.parameters.some(isTrained)) {
      stopped = 'nothing to train';
      const check = { step, validation: inputs.validate(await validation.score(state.weights())) };
      curve.push(check);
      best = { check, weights: state.copy() };
    }
    let ready = { batch: batches.next(), masks: masks.next() };
    while (stopped !== 'nothing to train' && step < settings.maxSteps) {
      const before = performance.now();
      step++;
      const scalars = adamWScalars(step, learningRateAt(step, settings), settings.weightDecay);
      const feeds = {
        ...fixed,
        ...state.current(),
        ...batchTensors(graph, ready.batch, settings.batchSize),
        ...(await teacherTensors(graph, teacher, ready.batch, settings.batchSize)),
        ...maskTensors(graph, ready.masks),
        ...scalarTensors(scalars),
      };
      const running = session.run(feeds, { loss, ...state.next() });
      // The next batch is drawn while this one runs.
      ready = { batch: batches.next(), masks: masks.next() };
      await running;
      state.advance();
      lossSum += loss.data[0]!;
      stepMs += performance.now() - before;
      inputs.onProgress?.({ step, steps: settings.maxSteps, loss: loss.data[0]! });
      if (!Number.isFinite(loss.data[0]!)) {
        stopped = 'diverged';
        break;
      }
      if (step % settings.stepsPerCheck !== 0 && step !== settings.maxSteps) continue;

      const checkStart = performance.now();
      const stepsSince = step - (curve.at(-1)?.step ?? 0);
      const scores = await validation.score(state.weights());
      if (scores.data.some(Number.isNaN)) {
        stopped = 'diverged';
        break;
      }
      const check = { step, loss: lossSum / stepsSince, validation: inputs.validate(scores) };
      lossSum = 0;
      curve.push(check);
      if (best === undefined || check.validation > best.check.validation) best = { check, weights: state.copy() };
      checkMs += performance.now() - checkStart;
      if (curve.length - curve.indexOf(best.check) > settings.patience) {
        stopped = 'no better for long';
        break;
      }
    }
  } finally {
    await Promise.all([session.close(), validation.close()]);
  }
  const log: TrainingLog = {
    steps: step,
    epochs: step * batches.epochsPerBatch,
    stepSeconds: stepMs / 1000,
    checkSeconds: checkMs / 1000,
    operationsPerStep: graph.operations + (graph.reads.has('teacher') ? teacher!.operationsPerPair * settings.batchSize ** 2 : 0),
    stopped,
    best: best?.check,
    curve,
  };
  return { weights: best?.weights, log };
}

const scalarTensor = (value: number): TensorValue => ({ dims: [], data: Float32Array.of(value) });

/** Of a batch, what the step reads. */
function batchTensors(
  { reads }: StepGraph,
  { left, right, blocked, grades, logDraws, classes }: Batch,
  size: number,
): TensorValues {
  const all: TensorValues = {
    'left.rows': { dims: [size], data: left },
    'right.rows': { dims: [size], data: right },
    blocked: { dims: [size, size], data: blocked },
    grades: { dims: [size, size], data: grades },
    log_draws: { dims: [1, size], data: logDraws },
    classes: { dims: [size], data: classes },
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => reads.has(name)));
}

async function teacherTensors(
  { reads }: StepGraph,
  teacher: TeacherScores | undefined,
  { left, right }: Batch,
  size: number,
): Promise<TensorValues> {
  if (!reads.has('teacher')) return {};
  return { teacher: { dims: [size, size], data: await teacher!.score(left, right) } };
}

const maskTensors = (graph: StepGraph, masks: readonly Uint8Array[]): TensorValues =>
  Object.fromEntries(graph.masks.map(({ name, shape }, i) => [name, { dims: shape, data: masks[i]! }]));

const scalarTensors = ({ stepSize, denominatorShift, retain }: ReturnType<typeof adamWScalars>): TensorValues => ({
  step_size: scalarTensor(stepSize),
  denominator_shift: scalarTensor(denominatorShift),
  retain: scalarTensor(retain),
});

/** Values and moments of every parameter in two sets of buffers: a step reads one and writes the other, so nothing is copied. */
function createState(graph: StepGraph, weights: ReadonlyMap<string, Float32Array>) {
  const set = (): Record<string, TensorValue> =>
    Object.fromEntries(
      graph.parameters
        .filter(isTrained)
        .flatMap(({ name, shape }) =>
          stateNames(name).map((stateName) => [stateName, { dims: shape, data: new Float32Array(weights.get(name)!.length) }]),
        ),
    );
  let [current, next] = [set(), set()];
  const fitted = Object.fromEntries(
    graph.parameters
      .filter((declaration) => !isTrained(declaration))
      .map(({ name, shape }) => [name, { dims: shape, data: weights.get(name)! }]),
  );
  for (const { name } of graph.parameters.filter(isTrained)) (current[name]!.data as Float32Array).set(weights.get(name)!);
  const values = (): Map<string, Float32Array> =>
    new Map(graph.parameters.map(({ name }) => [name, (fitted[name] ?? current[name]!).data as Float32Array]));
  return {
    current: (): TensorValues => ({ ...fitted, ...current }),
    next: (): TensorValues => Object.fromEntries(Object.entries(next).map(([name, value]) => [nextName(name), value])),
    advance: () => {
      [current, next] = [next, current];
    },
    /** The buffers of the current values: valid until the next step. */
    weights: values,
    copy: (): Weights => new Map([...values()].map(([name, data]) => [name, data.slice()])),
  };
}
