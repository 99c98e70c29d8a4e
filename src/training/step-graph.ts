import { gather, input, oneHot, parameter } from '../graph/build.ts';
import { gradients } from '../graph/gradients.ts';
import { laidOut } from '../graph/laid-out.ts';
import type { Model } from '../graph/model.ts';
import { type GraphNode, isOp } from '../graph/ops.ts';
import { createParameterScope, isTrained, type ParameterDeclaration } from '../graph/parameters.ts';
import { overGrid, partition } from '../graph/partition.ts';
import { inOrder, substitute } from '../graph/rewrite.ts';
import { type OnnxOutput, toOnnx } from '../graph/to-onnx.ts';
import { work } from '../graph/work.ts';
import type { Side } from '../types.ts';
import { type AdamWState, adamW } from './adamw.ts';
import { type DropoutMask, withMasks } from './dropout-masks.ts';
import type { BoundObjective } from './objectives/objective.ts';

/** Forward, backward and AdamW of one batch as one graph. */
export interface StepGraph {
  readonly name: string;
  /** What is in `state`, each as `next.…`, then `loss`. */
  readonly outputs: readonly OnnxOutput[];
  /** Parameters of the model and of the objective. Each is an input. */
  readonly parameters: readonly ParameterDeclaration[];
  /** Value and moments of every trained parameter: a step takes them and gives the next. */
  readonly state: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly masks: readonly DropoutMask[];
  /** What every step is given anew, by name: of its batch what it reads, masks, and scalars. */
  readonly reads: ReadonlyMap<string, GraphNode<'input'>>;
  /** Of one step, forward, backward and optimiser, as they are before they are laid out; what sees parameters alone (weight decay, decay of moments) is not counted. */
  readonly operations: number;
}

/** Names of the three values a trained parameter has in the step's inputs; its outputs are the same with `next.` before them. */
export const stateNames = (parameterName: string): readonly [string, string, string] => [
  parameterName,
  `first_moment.${parameterName}`,
  `second_moment.${parameterName}`,
];
/** All training items' values of one of the model's inputs. */
export const featuresName = (inputName: string): string => `${inputName}.features`;
export const nextName = (name: string): string => `next.${name}`;

/** One step as an ONNX model. */
export const stepOnnx = ({ name, outputs }: StepGraph): Uint8Array<ArrayBuffer> => toOnnx(`${name} training step`, outputs);

/**
 * Builds the training step. Its inputs besides the parameters: `left.features` `[N, D]` and `right.features` `[M, D']` (all training items; likewise
 * their tokens and masks, for models that take them), `left.rows` and `right.rows` `[B]`, what the objective asks of `blocked`, `grades`, `teacher` (each `[B, B]`), `log_draws` `[1, B]` and `classes` `[B]`, the masks, and the scalars `step_size`, `denominator_shift`, `retain`. It gives the next state and `loss`.
 * The model is partitioned first: what sees one side runs B times, not B × B times.
 * @param layOut the last rewrite of the whole step: other arrangements of the same values, for tests
 */
export function buildStepGraph(
  model: Model,
  objective: BoundObjective,
  batchSize: number,
  itemCounts: Readonly<Record<Side, number>>,
  classCount: number,
  layOut: (outputs: readonly GraphNode[]) => GraphNode[] = laidOut,
): StepGraph {
  const objectiveParameters: ParameterDeclaration[] = [];
  const { embeddings, scores } = encodedBatch(model, batchSize, itemCounts);
  if (objective.needs.includes('embeddings') && embeddings === undefined)
    throw new Error(`internal: ${model.name} has no embeddings for its objective`);
  const pairs = (name: string): GraphNode => input(name, [batchSize, batchSize]);
  const plainLoss = objective.loss(
    {
      scores,
      initialScale: model.initialScale,
      blocked: pairs('blocked'),
      grades: pairs('grades'),
      teacher: pairs('teacher'),
      logDraws: input('log_draws', [1, batchSize]),
      classes: oneHot(input('classes', [batchSize], undefined, 'int64'), classCount),
      embeddings: embeddings!,
    },
    createParameterScope(objectiveParameters, 'objective.'),
  );
  const {
    outputs: [loss],
    masks,
  } = withMasks([plainLoss]);
  const parameters = [...model.parameters, ...objectiveParameters];
  const trained = parameters.filter(isTrained);
  const written = [...nextState(loss!, trained), { name: 'loss', node: loss! }];
  const plain = written.map(({ node }) => node);
  const outputs = layOut(plain).map((node, i) => ({ name: written[i]!.name, node }));
  const features = new Set([...model.left, ...model.right].map(({ attributes }) => featuresName(attributes.name)));
  const inputs = inOrder(outputs.map(({ node }) => node)).filter((node) => isOp(node, 'input'));
  return {
    name: model.name,
    outputs,
    parameters,
    state: trained.flatMap(({ name, shape }) => stateNames(name).map((stateName) => ({ name: stateName, shape }))),
    masks,
    reads: new Map(inputs.map((node) => [node.attributes.name, node] as const).filter(([name]) => !features.has(name))),
    operations: work(plain).operations,
  };
}

/** Scores `[B, B]` of all pairs of a batch of rows, and the vectors of its items `[B, E]` where a model has any. */
function encodedBatch(
  model: Model,
  batchSize: number,
  itemCounts: Readonly<Record<Side, number>>,
): { readonly scores: GraphNode; readonly embeddings: Model['embeddings'] } {
  const cut = partition(model.score);
  const batchOf = (side: Side, inputs: readonly GraphNode<'input'>[]): Map<GraphNode, GraphNode> => {
    const rows = input(`${side}.rows`, [batchSize], side, 'int64');
    return new Map(
      inputs.map((node) => {
        const shape = [itemCounts[side], ...node.attributes.shape.slice(1)];
        return [node, gather(input(featuresName(node.attributes.name), shape, side, node.type), rows)];
      }),
    );
  };
  const batch = new Map([...batchOf('left', model.left), ...batchOf('right', model.right)]);
  const { embeddings } = model;
  const vectors = embeddings === undefined ? [] : [embeddings.left, embeddings.right];
  // In one go, so that what the score and the vectors share stays shared, dropout masks too.
  const encoded = substitute([...cut.left, ...cut.right, ...vectors], batch);
  const columnsAt = cut.left.length;
  const vectorsAt = columnsAt + cut.right.length;
  const scores = overGrid(cut, encoded.slice(0, columnsAt), encoded.slice(columnsAt, vectorsAt));
  const [left, right] = encoded.slice(vectorsAt);
  return { scores, embeddings: left === undefined || right === undefined ? undefined : { left, right } };
}

/** Value and moments of every trained parameter after the step, by `next.…`. */
function nextState(loss: GraphNode, trained: readonly ParameterDeclaration[]): OnnxOutput[] {
  const nodes = parameterNodes(loss);
  const scalars = {
    stepSize: input('step_size', []),
    denominatorShift: input('denominator_shift', []),
    retain: input('retain', []),
  };
  // One that the loss does not hold is refused by name where its gradient is asked for.
  const values = trained.map(({ name, shape }) => nodes.get(name) ?? parameter(name, shape));
  const changes = gradients(loss, values);
  return trained.flatMap(({ name, shape, decays }, i) => {
    const [, firstName, secondName] = stateNames(name);
    const state: AdamWState = { value: values[i]!, first: parameter(firstName, shape), second: parameter(secondName, shape) };
    const after = adamW(state, changes[i]!, scalars, decays);
    return [after.value, after.first, after.second].map((node, which) => ({ name: nextName(stateNames(name)[which]!), node }));
  });
}

const parameterNodes = (loss: GraphNode): Map<string, GraphNode> =>
  new Map(inOrder([loss]).flatMap((node) => (isOp(node, 'parameter') ? [[node.attributes.name, node] as const] : [])));
