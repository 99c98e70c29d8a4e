import type { Model } from '../graph/model.ts';
import { isTrained } from '../graph/parameters.ts';
import { deriveSeed } from '../random.ts';
import type { SessionSettings, TensorValues } from '../runtime/session.ts';
import type { DatasetPart, Matrix } from '../types.ts';
import { type Batches, createBatches, type Neighbours } from './batches.ts';
import { type Checks, createChecks } from './checks.ts';
import { knownRight } from './known-right.ts';
import type { BoundObjective } from './objectives/objective.ts';
import { runLength } from './run-length.ts';
import type { TrainingSettings } from './settings.ts';
import { buildStepGraph, featuresName, type StepGraph } from './step-graph.ts';
import { createStepInputs, type StepInputSource } from './step-inputs.ts';
import { openSteps, type StepSession } from './step-session.ts';
import { type TeacherScores, teach } from './teacher-scores.ts';
import type { TrainingLog } from './training-log.ts';
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

/**
 * Trains a model and returns the weights of its best check. The same seed gives the same batches to every model, and the same weights on the same machine with
 * the same threads. A loss that is no longer finite ends the training; the weights of the best check until then, if there was one, are returned. A model
 * without trained parameters takes no step. Weights hold the objective's own parameters too, as `objective.…`.
 */
export async function train(inputs: TrainingInputs): Promise<{ readonly weights?: Weights; readonly log: TrainingLog }> {
  const { model, settings, seed, teacher } = inputs;
  const batches = batchesOf(inputs);
  const graph = stepGraphOf(inputs, batches);
  const { left, right } = inputs.train;
  const features = { left: left.features, right: right.features };
  const state = createState(graph, initialWeights(graph.parameters, seed, features));
  const session = await openSteps(graph, allItems(inputs), state, inputs.session);
  try {
    const scorer = await openValidationScorer(model, inputs.validation, inputs.session);
    try {
      const checks = createChecks(state, scorer, inputs.validate, settings.patience);
      const source = createStepInputs(graph, batches, settings, deriveSeed(seed, 'dropout'));
      const taken = model.parameters.some(isTrained)
        ? await takeSteps(inputs, { session, source, checks, isTaught: graph.reads.has('teacher') })
        : await takeNone(checks);
      const taught = graph.reads.has('teacher') ? teacher!.operationsPerPair * settings.batchSize ** 2 : 0;
      const log: TrainingLog = {
        steps: taken.steps,
        epochs: taken.steps * batches.epochsPerBatch,
        stepSeconds: taken.stepsMs / 1000,
        checkSeconds: taken.checksMs / 1000,
        operationsPerStep: graph.operations + taught,
        stopped: taken.stopped,
        best: checks.best?.check,
        curve: checks.curve,
      };
      return { weights: checks.best?.weights, log };
    } finally {
      await scorer.close();
    }
  } finally {
    await session.close();
  }
}

function batchesOf({ train: part, neighbours, settings, seed }: TrainingInputs): Batches {
  const { relevance, exclude: excluded } = part;
  return createBatches({ relevance, known: knownRight(part), excluded, neighbours }, settings.batchSize, seed);
}

function stepGraphOf({ model, objective, teacher, settings, train: part }: TrainingInputs, { classCount }: Batches): StepGraph {
  const counts = { left: part.left.items.length, right: part.right.items.length };
  const graph = buildStepGraph(model, objective, settings.batchSize, counts, classCount);
  if (graph.reads.has('teacher') && teacher === undefined)
    throw new Error(`internal: the objective of ${model.name} needs a teacher`);
  return graph;
}

/** The model's inputs of all training items, as steps gather rows of them. */
const allItems = ({ model, train: part }: TrainingInputs): TensorValues =>
  Object.fromEntries(
    (['left', 'right'] as const).flatMap((side) =>
      Object.entries(inputTensors(model, side, part)).map(([name, value]) => [featuresName(name), value]),
    ),
  );

/** What steps are taken with. */
interface Course {
  readonly session: StepSession;
  readonly source: StepInputSource;
  readonly checks: Checks;
  /** Whether a step reads logits of a teacher. */
  readonly isTaught: boolean;
}

/** How many steps were taken, what they and the checks took, and why there were no more. */
interface Taken extends Pick<TrainingLog, 'steps' | 'stopped'> {
  readonly stepsMs: number;
  readonly checksMs: number;
}

/** Looks once at what cannot be trained. */
async function takeNone(checks: Checks): Promise<Taken> {
  const isLost = (await checks.look(0)) === 'diverged';
  return { steps: 0, stepsMs: 0, checksMs: 0, stopped: isLost ? 'diverged' : 'nothing to train' };
}

async function takeSteps(inputs: TrainingInputs, { session, source, checks, isTaught }: Course): Promise<Taken> {
  const { maxSteps, stepsPerCheck } = inputs.settings;
  const taken = { steps: 0, stepsMs: 0, checksMs: 0 };
  let stepMs: number | undefined;
  let losses: number[] = [];
  const drawAfter = (done: number) => {
    const nextCheck = done - (done % stepsPerCheck) + stepsPerCheck;
    const remaining = Math.min(nextCheck, maxSteps) - done;
    return source.draw(session.loops ? runLength(remaining, source.bytesPerStep, stepMs) : 1);
  };

  let ready = drawAfter(0);
  while (taken.steps < maxSteps) {
    const start = performance.now();
    const now = ready;
    if (isTaught) await teach(inputs.teacher!, now);
    const running = session.take(now);
    // What the next steps are given is drawn while these run.
    ready = drawAfter(taken.steps + now.count);
    const found = await running;
    const ms = performance.now() - start;
    taken.stepsMs += ms;
    stepMs = ms / now.count;
    const lost = found.findIndex((loss) => !Number.isFinite(loss));
    for (const loss of lost === -1 ? found : found.subarray(0, lost + 1)) {
      taken.steps++;
      losses.push(loss);
      inputs.onProgress?.({ step: taken.steps, steps: maxSteps, loss, stepMs });
    }
    if (lost !== -1) return { ...taken, stopped: 'diverged' };
    if (taken.steps % stepsPerCheck !== 0 && taken.steps !== maxSteps) continue;

    const checkStart = performance.now();
    const stopped = await checks.look(taken.steps, losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
    losses = [];
    taken.checksMs += performance.now() - checkStart;
    if (stopped !== undefined) return { ...taken, stopped };
  }
  return { ...taken, stopped: 'last step' };
}
