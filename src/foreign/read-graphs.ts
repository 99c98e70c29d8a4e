import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { type Declared, type ReadGraph, readOnnx } from '../graph/read-onnx.ts';
import type { FeatureShape, Side } from '../types.ts';
import { readModelFile } from './read-model-file.ts';

/** From 13 on, ReduceSum and Unsqueeze take axes as values, as our own graphs give them. */
const [oldest, newest] = [13, 20];

export type Shapes = Readonly<Record<Side, FeatureShape>>;

export interface Towers {
  readonly left: ReadGraph;
  readonly right: ReadGraph;
  /** Width of both embeddings. */
  readonly embedding: number;
}

const written = ({ name, type, shape }: Declared): string => `${name} ${type} [${shape.join(', ')}]`;
const list = (values: readonly Declared[]): string => values.map(written).join('; ') || 'nothing';

function refused(place: string, message: string, remedy: string): UserError {
  return new UserError('input', message, { place, remedy });
}

function open(place: string): ReadGraph {
  const graph = readModelFile(place, readOnnx);
  if (graph.opset >= oldest && graph.opset <= newest) return graph;
  throw refused(
    place,
    `the model is of opset ${graph.opset}, and ${oldest} to ${newest} are read`,
    `Export it with opset ${newest}.`,
  );
}

const given = (side: Side, { width }: FeatureShape): Declared => ({ name: side, type: 'float32', shape: ['P', width] });

const agrees = (own: Declared | undefined, { name, type, shape }: Declared): boolean =>
  own?.name === name && own.type === type && fits(own.shape, shape);
/** An open dimension takes any size, and rows must be open. */
const fits = (own: Declared['shape'], wanted: Declared['shape']): boolean =>
  own.length === wanted.length &&
  own.every((dim, i) => (typeof wanted[i] === 'string' ? typeof dim === 'string' : typeof dim === 'string' || dim === wanted[i]));

function requireInputs(place: string, { inputs }: ReadGraph, features: readonly Declared[]): void {
  if (
    inputs.length === features.length &&
    features.every((wanted) =>
      agrees(
        inputs.find(({ name }) => name === wanted.name),
        wanted,
      ),
    )
  )
    return;
  throw refused(
    place,
    `the model and the data set do not fit: the model takes ${list(inputs)}; the data set gives ${list(features)}`,
    'Export the model with inputs of these names, types and shapes, or name the data set that it was trained on.',
  );
}

/** The one output of that shape, where a size of 0 stands for any: the graph with it alone. */
function withOutput(place: string, graph: ReadGraph, shape: Declared['shape'], what: string): ReadGraph {
  const wanted = (own: Declared): boolean =>
    own.type === 'float32' &&
    fits(
      own.shape,
      shape.map((dim, i) => (dim === 0 ? (own.shape[i] ?? 0) : dim)),
    );
  const found = graph.outputs.filter(wanted);
  if (found.length === 1) return { ...graph, outputs: found };
  throw refused(
    place,
    `the model gives ${list(graph.outputs)}; one ${what} float32 [${shape.map((dim) => (dim === 0 ? 'E' : dim)).join(', ')}] is expected`,
    'Export the model with one output of that shape, and the number of rows open.',
  );
}

/** A tower whose only output is its embedding, of a width that it declares; what else it gives is left out. */
function openTower(place: string, features: Declared): ReadGraph {
  const graph = open(place);
  requireInputs(place, graph, [features]);
  const tower = withOutput(place, graph, ['P', 0], 'embedding');
  if (typeof tower.outputs[0]!.shape[1] === 'number') return tower;
  throw refused(place, 'the model leaves the width of its embedding open', 'Export it with a fixed width.');
}

/** Reads a pair of towers and checks them against the features. Throws a `UserError` that shows both sides where they differ. */
export function readTowers(leftPlace: string, rightPlace: string, shapes: Shapes): Towers {
  const left = openTower(leftPlace, given('left', shapes.left));
  const right = openTower(rightPlace, given('right', shapes.right));
  const [ours, theirs] = [left, right].map(({ outputs }) => outputs[0]!.shape[1] as number) as [number, number];
  if (ours !== theirs)
    throw refused(
      rightPlace,
      `the left embedding has ${counted(ours, 'value')}, the right one ${theirs}`,
      'Name the two halves of one model.',
    );
  if (left.opset !== right.opset)
    throw refused(
      rightPlace,
      `the left tower is of opset ${left.opset}, the right one of ${right.opset}`,
      'Export both with the same opset.',
    );
  return { left, right, embedding: ours };
}

/** Reads a scorer of pairs and checks it against the features. Throws as `readTowers`. */
export function readPairScorer(place: string, shapes: Shapes): ReadGraph {
  const graph = open(place);
  requireInputs(place, graph, [given('left', shapes.left), given('right', shapes.right)]);
  // Many tools end in a layer of width 1, and leave its axis.
  const isColumn = graph.outputs.length === 1 && graph.outputs[0]!.shape.length === 2;
  return withOutput(place, graph, isColumn ? ['P', 1] : ['P'], 'score');
}
