import { gather, input, oneHot, parameter } from '../graph/build.ts';
import { gradients } from '../graph/gradients.ts';
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

/** Forward, backward and AdamW of one batch as one ONNX model. */
export interface StepGraph {
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** Parameters of the model and of the objective. Each is an input; a trained one also has moments and comes out as `next.…`. */
  readonly parameters: readonly ParameterDeclaration[];
  readonly masks: readonly DropoutMask[];
  /** What of a batch the step reads, by name. */
  readonly reads: ReadonlySet<string>;
  /** Of one step, forward, backward and optimiser. */
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

/**
 * Builds the training step. Its inputs besides the parameters: `left.features` `[N, D]` and `right.features` `[M, D']` (all training items; likewise
 * their tokens and masks, for models that take them), `left.rows` and `right.rows` `[B]`, what the objective asks of `blocked`, `grades`, `teacher` (each `[B, B]`), `log_draws` `[1, B]` and `classes` `[B]`, the masks, and the scalars `step_size`, `denominator_shift`, `retain`. It gives `loss` and the next state.
 * The model is partitioned first: what sees one side runs B times, not B × B times.
 */
export function buildStepGraph(
  model: Model,
  objective: BoundObjective,
  batchSize: number,
  itemCounts: Readonly<Record<Side, number>>,
  classCount: number,
): StepGraph {
  const cut = partition(model.score);
  const objectiveParameters: ParameterDeclaration[] = [];
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
  if (objective.needs.includes('embeddings') && embeddings === undefined)
    throw new Error(`internal: ${model.name} has no embeddings for its objective`);
  const vectors = embeddings === undefined ? [] : [embeddings.left, embeddings.right];
  // In one go, so that what the score and the vectors share stays shared, dropout masks too.
  const encoded = substitute([...cut.left, ...cut.right, ...vectors], batch);
  const columnsAt = cut.left.length;
  const vectorsAt = columnsAt + cut.right.length;
  const scores = overGrid(cut, encoded.slice(0, columnsAt), encoded.slice(columnsAt, vectorsAt));
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
      embeddings: { left: encoded[vectorsAt]!, right: encoded[vectorsAt + 1]! },
    },
    createParameterScope(objectiveParameters, 'objective.'),
  );
  const { outputs, masks } = withMasks([plainLoss]);
  const loss = outputs[0]!;

  const parameters = [...model.parameters, ...objectiveParameters];
  const trained = parameters.filter(isTrained);
  const nodes = parameterNodes(loss);
  const scalars = {
    stepSize: input('step_size', []),
    denominatorShift: input('denominator_shift', []),
    retain: input('retain', []),
  };
  const values = trained.map(({ name }) => nodes.get(name)!);
  const changes = gradients(loss, values);
  const results: OnnxOutput[] = trained.flatMap(({ name, shape, decays }, i) => {
    const [, firstName, secondName] = stateNames(name);
    const state: AdamWState = { value: values[i]!, first: parameter(firstName, shape), second: parameter(secondName, shape) };
    const next = adamW(state, changes[i]!, scalars, decays);
    return [next.value, next.first, next.second].map((node, which) => ({ name: nextName(stateNames(name)[which]!), node }));
  });
  const all = [{ name: 'loss', node: loss }, ...results];
  return {
    onnx: toOnnx(`${model.name} training step`, all),
    parameters,
    masks,
    reads: new Set(inOrder([loss]).flatMap((node) => (isOp(node, 'input') ? [node.attributes.name] : []))),
    operations: work(all.map(({ node }) => node)).operations,
  };
}

const parameterNodes = (loss: GraphNode): Map<string, GraphNode> =>
  new Map(inOrder([loss]).flatMap((node) => (isOp(node, 'parameter') ? [[node.attributes.name, node] as const] : [])));
