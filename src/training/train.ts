import type { Model } from '../graph/model.ts';
import { isTrained } from '../graph/parameters.ts';
import { deriveSeed } from '../random.ts';
import type { SessionSettings } from '../runtime/session.ts';
import type { DatasetPart, Matrix } from '../types.ts';
import { createBatches, type Neighbours } from './batches.ts';
import { knownRight } from './known-right.ts';
import type { BoundObjective } from './objectives/objective.ts';
import { runLength } from './run-length.ts';
import type { TrainingSettings } from './settings.ts';
import { buildStepGraph, featuresName } from './step-graph.ts';
import { createStepInputs } from './step-inputs.ts';
import { openSteps } from './step-session.ts';
import { type TeacherScores, teach } from './teacher-scores.ts';
import { createState } from './training-state.ts';
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
  /** Called for every step, for all steps of one run when it has ended. */
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** What a step of this run took, on average. */
  readonly stepMs: number;
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
  const source = createStepInputs(graph, batches, settings, deriveSeed(seed, 'dropout'));
  const features = { left: left.features, right: right.features };
  const state = createState(graph, initialWeights(graph.parameters, seed, features));
  const allItems = Object.fromEntries(
    Object.entries({ ...inputTensors(model, 'left', inputs.train), ...inputTensors(model, 'right', inputs.train) }).map(
      ([name, value]) => [featuresName(name), value],
    ),
  );
  const session = await openSteps(graph, allItems, state, sessionSettings);
  const validation = await openValidationScorer(model, inputs.validation, sessionSettings);
  let stepMs: number | undefined;
  const drawAfter = (done: number) => {
    const nextCheck = done - (done % settings.stepsPerCheck) + settings.stepsPerCheck;
    const remaining = Math.min(nextCheck, settings.maxSteps) - done;
    return source.draw(session.loops ? runLength(remaining, source.bytesPerStep, stepMs) : 1);
  };

  const curve: TrainingCheck[] = [];
  let best: { readonly check: TrainingCheck; readonly weights: Weights } | undefined;
  let stopped: TrainingLog['stopped'] = 'last step';
  let stepsMs = 0;
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
    let ready = drawAfter(step);
    while (stopped !== 'nothing to train' && step < settings.maxSteps) {
      const before = performance.now();
      const now = ready;
      if (graph.reads.has('teacher')) await teach(teacher!, now);
      const running = session.take(now);
      // What the next steps are given is drawn while these run.
      ready = drawAfter(step + now.count);
      const losses = await running;
      const ms = performance.now() - before;
      stepsMs += ms;
      stepMs = ms / now.count;
      const lost = losses.findIndex((loss) => !Number.isFinite(loss));
      for (const loss of lost === -1 ? losses : losses.subarray(0, lost + 1)) {
        step++;
        lossSum += loss;
        inputs.onProgress?.({ step, steps: settings.maxSteps, loss, stepMs });
      }
      if (lost !== -1) {
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
    stepSeconds: stepsMs / 1000,
    checkSeconds: checkMs / 1000,
    operationsPerStep: graph.operations + (graph.reads.has('teacher') ? teacher!.operationsPerPair * settings.batchSize ** 2 : 0),
    stopped,
    best: best?.check,
    curve,
  };
  return { weights: best?.weights, log };
}
