import { parameter } from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { Value } from '../../src/graph/evaluate-rules.ts';
import { gradients } from '../../src/graph/gradients.ts';
import type { GraphNode } from '../../src/graph/ops.ts';
import { createParameterScope, type ParameterDeclaration } from '../../src/graph/parameters.ts';
import { createRandom } from '../../src/random.ts';
import type { Objective } from '../../src/training/objectives/objective.ts';
import { centralDifferences } from './central-differences.ts';

/** Pairs of the batch, values of a vector, classes. */
export const [size, width, classCount] = [5, 3, 4];
const pairClasses = [0, 1, 2, 3, 1];

/** An objective over a small batch of random values, and its gradients as the graph has them. */
export interface ObjectiveWorld {
  readonly declared: readonly ParameterDeclaration[];
  /** Values by name: scores, blocked, grades, teacher, classes, left, right, and the objective's own parameters. */
  readonly given: Record<string, Value>;
  loss(changes?: Readonly<Record<string, readonly number[]>>): number;
  gradient(name: string): Float64Array;
  /** The same by central differences. */
  slopes(name: string): Float64Array;
}

export function objectiveWorld(objective: Objective, settings: Readonly<Record<string, unknown>> = {}, seed = 2): ObjectiveWorld {
  const random = createRandom(seed);
  const draw = (shape: readonly number[], value: (at: number) => number = () => random.normal()): Value => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => value(at)),
  });
  const square = [size, size];
  const isOwn = (at: number): boolean => at % (size + 1) === 0;
  const blocked = draw(square, (at) => (!isOwn(at) && random.uniform() < 0.3 ? 1 : 0));
  const given: Record<string, Value> = {
    scores: draw(square),
    blocked,
    grades: draw(square, (at) => (isOwn(at) || blocked.data[at] === 1 ? 1 + random.below(3) : 0)),
    teacher: draw(square, () => 3 * random.normal()),
    classes: draw([size, classCount], (at) => (pairClasses[Math.floor(at / classCount)] === at % classCount ? 1 : 0)),
    logDraws: draw([1, size], (at) => Math.log(1 + at)),
    left: draw([size, width]),
    right: draw([size, width]),
  };
  const nodes: Record<string, GraphNode> = Object.fromEntries(
    Object.entries(given).map(([name, { shape }]) => [name, parameter(name, shape)]),
  );
  const declared: ParameterDeclaration[] = [];
  const {
    scores,
    blocked: out,
    grades,
    teacher,
    classes,
    logDraws,
    left,
    right,
  } = nodes as Record<string, GraphNode> & {
    [K in 'scores' | 'blocked' | 'grades' | 'teacher' | 'classes' | 'logDraws' | 'left' | 'right']: GraphNode;
  };
  const scope = createParameterScope(declared);
  const own = { ...scope, parameter: (...args: Parameters<typeof scope.parameter>) => remember(scope.parameter(...args)) };
  const remember = (node: GraphNode<'parameter'>): GraphNode<'parameter'> => {
    nodes[node.attributes.name] = node;
    return node;
  };
  const loss = objective
    .bind(settings)
    .loss(
      { scores, initialScale: 4, blocked: out, grades, teacher, classes, logDraws, embeddings: { left, right } },
      { ...own, within: (prefix) => within(prefix) },
    );
  function within(prefix: string): typeof scope {
    const inner = scope.within(prefix);
    return {
      ...inner,
      parameter: (...args) => remember(inner.parameter(...args)),
      within: (more) => within(`${prefix}.${more}`),
    };
  }
  for (const { name, shape } of declared) given[name] = draw(shape, () => 0.7 * random.normal());
  return {
    declared,
    given,
    loss(changes = {}) {
      const changed = Object.entries(changes).map(([name, data]) => [
        name,
        { shape: given[name]!.shape, data: Float64Array.from(data) },
      ]);
      return evaluate([loss], { ...given, ...Object.fromEntries(changed) })[0]!.data[0]!;
    },
    gradient: (name) => evaluate(gradients(loss, [nodes[name]!]), given)[0]!.data,
    slopes: (name) => centralDifferences(loss, given, name),
  };
}

/** What slow references are written with. */
export const indices = [...Array(size).keys()];
export const at = (values: Value, row: number, column: number): number => values.data[row * values.shape[1]! + column]!;
export const isBlocked = ({ given }: ObjectiveWorld, row: number, column: number): boolean =>
  at(given.blocked!, row, column) === 1;
/** Probabilities of all candidates, 0 for those that are left out. */
export function probabilities(logits: readonly number[], isOut: (candidate: number) => boolean = () => false): number[] {
  const powers = logits.map((logit, candidate) => (isOut(candidate) ? 0 : Math.exp(logit)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
/** The gradient of symmetric InfoNCE with respect to logits `[B, B]`, as printed: (softmax − identity) / 2B of rows and of columns. */
export function infoNceSlopes(world: ObjectiveWorld, scale: number): number[] {
  const slopes = Array<number>(size * size).fill(0);
  for (const i of indices) {
    const row = probabilities(
      indices.map((j) => scale * at(world.given.scores!, i, j)),
      (j) => isBlocked(world, i, j),
    );
    const column = probabilities(
      indices.map((j) => scale * at(world.given.scores!, j, i)),
      (j) => isBlocked(world, j, i),
    );
    for (const j of indices) {
      slopes[i * size + j]! += (row[j]! - (i === j ? 1 : 0)) / (2 * size);
      slopes[j * size + i]! += (column[j]! - (i === j ? 1 : 0)) / (2 * size);
    }
  }
  return slopes;
}
