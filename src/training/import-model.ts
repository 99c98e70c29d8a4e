import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { readPlainFile } from '../files/plain-file.ts';
import { writeWhole } from '../files/whole-file.ts';
import type { Model } from '../graph/model.ts';
import { createOnnxWriter, type Declared, type OnnxWriter, type ReadGraph, readOnnx } from '../graph/onnx.ts';
import { type Partition, partition } from '../graph/partition.ts';
import { toOnnx } from '../graph/to-onnx.ts';
import type { FeatureShape, ModelManifest, Side, Work } from '../types.ts';
import { describeModel } from './export-model.ts';
import { encoderModel, gridModel } from './validation-scores.ts';

const largestModel = 2 ** 31 - 1;
/** From 13 on, ReduceSum and Unsqueeze take axes as values, as our own graphs give them. */
const [oldest, newest] = [13, 20];
const noWeights = new Map<string, Float32Array>();

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
  let graph: ReadGraph;
  try {
    graph = readOnnx(readPlainFile(place, largestModel));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw refused(place, `the model cannot be read: ${said}`, 'Export it again as one flat ONNX file.');
  }
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
      `the left embedding has ${ours} values, the right one ${theirs}`,
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

const plus = (a: Work, b: Work): Work => ({ operations: a.operations + b.operations, bytes: a.bytes + b.bytes });
/** What is counted of a foreign graph: its products with stored weights, and its constants read once. */
const workOf = ({ operations, parameters }: ReadGraph): Work => ({ operations, bytes: 4 * parameters });
const none: Work = { operations: 0, bytes: 0 };

type Counted = Pick<ModelManifest, 'work' | 'parameters'>;

/** What is counted of a scorer of pairs: all of it runs for every pair. */
export const workOfPairs = (graph: ReadGraph): Counted => ({
  work: { left: none, right: none, interaction: workOf(graph), pair: workOf(graph) },
  parameters: graph.parameters,
});

/** What is counted of towers, and of how their embeddings meet: `meeting`, or an inner product where that is not yet known. */
export function workOfTowers({ left, right, embedding }: Towers, meeting?: ModelManifest['work']): Counted {
  const product: Work = { operations: 2 * embedding, bytes: 4 * (2 * embedding + 1) };
  const own = meeting ?? { left: none, right: none, interaction: product, pair: product };
  return {
    work: {
      left: plus(workOf(left), own.left),
      right: plus(workOf(right), own.right),
      interaction: own.interaction,
      pair: plus(plus(workOf(left), workOf(right)), own.pair),
    },
    parameters: left.parameters + right.parameters,
  };
}

const writeGraph = async (folder: string, name: string, bytes: Uint8Array): Promise<void> =>
  writeWhole(join(folder, name), bytes);

async function writeManifest(folder: string, manifest: ModelManifest): Promise<ModelManifest> {
  await writeWhole(join(folder, 'model.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  return manifest;
}

/**
 * Writes the model folder of foreign towers.
 * @param meeting the score of two embeddings, a model whose inputs `left` and `right` are `[P, E]` and which has no parameters
 */
export async function importTowers(meeting: Model, towers: Towers, shapes: Shapes, folder: string): Promise<ModelManifest> {
  const cut = partition(meeting.score);
  const { opset } = towers.left;
  const own = describeModel(meeting);
  const manifest: ModelManifest = {
    ...own,
    left: { inputs: [{ name: 'left', shape: [shapes.left.width] }], cached: own.left.cached },
    right: { inputs: [{ name: 'right', shape: [shapes.right.width] }], cached: own.right.cached },
    ...workOfTowers(towers, own.work),
  };
  await mkdir(folder, { recursive: true });
  const embedding = (writer: OnnxWriter, side: Side): string => {
    writer.input(side, 'float32', ['P', shapes[side].width]);
    return writer.include(towers[side], { [side]: side })[0]!;
  };
  for (const side of ['left', 'right'] as const) {
    const writer = createOnnxWriter(`${meeting.name} ${side}`, opset);
    const half = readOnnx(encoderModel(meeting, cut, side, noWeights));
    const values = writer.include(half, { [side]: embedding(writer, side) });
    manifest[side].cached.forEach(({ name, shape }, i) => void writer.output(name, values[i]!, ['P', ...shape]));
    await writeGraph(folder, `${side}.onnx`, writer.bytes());
  }
  await writeHalves(meeting, cut, folder);
  const writer = createOnnxWriter(`${meeting.name} pair`, opset);
  const bound = { left: embedding(writer, 'left'), right: embedding(writer, 'right') };
  const score = readOnnx(
    toOnnx(meeting.name, [{ name: 'score', node: meeting.score }], noWeights, [...meeting.left, ...meeting.right]),
  );
  writer.output('score', writer.include(score, bound)[0]!, ['P']);
  await writeGraph(folder, 'pair.onnx', writer.bytes());
  return writeManifest(folder, manifest);
}

async function writeHalves(model: Model, cut: Partition, folder: string): Promise<void> {
  const score = toOnnx(model.name, [{ name: 'score', node: cut.score }], noWeights, [...cut.leftCached, ...cut.rightCached]);
  await writeGraph(folder, 'interaction.onnx', score);
  await writeGraph(folder, 'grid.onnx', gridModel(model, cut, noWeights));
}

/** Writes the model folder of a foreign scorer of pairs: nothing can be cached of it but the features themselves. */
export async function importPairScorer(name: string, graph: ReadGraph, shapes: Shapes, folder: string): Promise<ModelManifest> {
  await mkdir(folder, { recursive: true });
  const cached = { left: 'left_cached_0', right: 'right_cached_0' } as const;
  for (const side of ['left', 'right'] as const) {
    const writer = createOnnxWriter(`${name} ${side}`, graph.opset);
    writer.input(side, 'float32', ['P', shapes[side].width]);
    writer.output(cached[side], side, ['P', shapes[side].width]);
    await writeGraph(folder, `${side}.onnx`, writer.bytes());
  }
  for (const [file, left, right] of [
    ['pair', 'left', 'right'],
    ['interaction', cached.left, cached.right],
  ] as const) {
    const writer = createOnnxWriter(`${name} ${file}`, graph.opset);
    writer.input(left, 'float32', ['P', shapes.left.width]);
    writer.input(right, 'float32', ['P', shapes.right.width]);
    writer.output('score', includedScore(writer, graph, { left, right }), ['P']);
    await writeGraph(folder, `${file}.onnx`, writer.bytes());
  }
  await writeGraph(folder, 'grid.onnx', pairGrid(name, graph, shapes, cached));
  const side = (of: Side) => ({
    inputs: [{ name: of, shape: [shapes[of].width] }],
    cached: [{ name: cached[of], shape: [shapes[of].width] }],
  });
  const [family, summary] = ['early fusion', 'scorer of pairs from an ONNX file'] as const;
  return writeManifest(folder, {
    name,
    family,
    summary,
    left: side('left'),
    right: side('right'),
    ...workOfPairs(graph),
  });
}

/** The scores [P] of an included graph, whose file may give them as [P, 1]. */
const includedScore = (writer: OnnxWriter, graph: ReadGraph, bound: Readonly<Record<string, string>>): string =>
  writer.emit('Reshape', [writer.include(graph, bound)[0]!, writer.int64([-1])]);

/** Every left row beside every right one, scored as N × M pairs. */
function pairGrid(name: string, graph: ReadGraph, shapes: Shapes, cached: Readonly<Record<Side, string>>): Uint8Array {
  const writer = createOnnxWriter(`${name} grid`, graph.opset);
  writer.input(cached.left, 'float32', ['N', shapes.left.width]);
  writer.input(cached.right, 'float32', ['M', shapes.right.width]);
  const rows = (side: Side): string =>
    writer.emit('Slice', [writer.emit('Shape', [cached[side]]), writer.int64([0]), writer.int64([1])]);
  const [n, m, one] = [rows('left'), rows('right'), writer.int64([1])];
  const repeated = (side: Side, axis: number, target: readonly string[]): string => {
    const wide = writer.emit('Unsqueeze', [cached[side], writer.int64([axis])]);
    const all = writer.emit('Expand', [wide, writer.emit('Concat', target, { axis: 0 })]);
    return writer.emit('Reshape', [all, writer.int64([-1, shapes[side].width])]);
  };
  const bound = { left: repeated('left', 1, [one, m, one]), right: repeated('right', 0, [n, one, one]) };
  const scores = writer.emit('Reshape', [writer.include(graph, bound)[0]!, writer.emit('Concat', [n, m], { axis: 0 })]);
  writer.output('scores', scores, ['N', 'M']);
  return writer.bytes();
}
