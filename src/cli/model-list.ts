import { counted } from '../counted.ts';
import { formatBytes, formatCount } from '../decision/quantities.ts';
import { defineModel, objectionToShapes } from '../define-model.ts';
import { type ModelName, models } from '../models.ts';
import { type Column, numberColumn, tableOf, textColumn } from '../report/text/terminal-table.ts';
import { describeModel } from '../training/export-model.ts';
import type { FeatureShape, NamedWidth, Side } from '../types.ts';

export type FeatureShapes = Readonly<Record<Side, FeatureShape>>;

/** What a model's graph says at the given feature sizes. Operations and bytes are counted, a multiply-add as two. */
interface Counted {
  /** Share of the operations of a pair as drawn that a pair with both sides cached is spared. */
  readonly cacheableShare: number;
  /** Shapes of what is cached of an item: `256`, or `100×258` for values of each token, `2 of 256` for two arrays alike. */
  readonly cachedShapes: Readonly<Record<Side, readonly string[]>>;
  readonly cachedBytes: Readonly<Record<Side, number>>;
  readonly operations: { readonly left: number; readonly right: number; readonly pair: number; readonly naivePair: number };
  readonly parameters: number;
}

/** A model of the table; nothing is counted where it cannot be built for these features. */
export interface ListedModel extends Partial<Counted> {
  readonly name: ModelName;
  readonly shapes: FeatureShapes;
  readonly summary: string;
  readonly family: string;
  readonly formula: string;
  readonly paper: string;
}

const bytesOf = (arrays: readonly NamedWidth[]): number =>
  arrays.reduce((total, { shape }) => total + shape.reduce((values, size) => values * size, 4), 0);

/** Arrays of one shape are told once, with how many there are. */
function shapesOf(arrays: readonly NamedWidth[]): string[] {
  const shapes = arrays.map(({ shape }) => shape.join('×') || '1');
  return [...new Set(shapes)].map((shape) => {
    const count = shapes.filter((other) => other === shape).length;
    return count === 1 ? shape : `${count} of ${shape}`;
  });
}

function count(name: ModelName, shapes: FeatureShapes): Counted {
  const { left, right, work, parameters } = describeModel(defineModel(name, shapes));
  return {
    cacheableShare: 1 - work.interaction.operations / work.pair.operations,
    cachedShapes: { left: shapesOf(left.cached), right: shapesOf(right.cached) },
    cachedBytes: { left: bytesOf(left.cached), right: bytesOf(right.cached) },
    operations: {
      left: work.left.operations,
      right: work.right.operations,
      pair: work.interaction.operations,
      naivePair: work.pair.operations,
    },
    parameters,
  };
}

/** Every model over such features, those of which most can be cached first. Widths of the networks are the defaults. */
export function listModels(shapes: FeatureShapes): ListedModel[] {
  const listed = (Object.keys(models) as ModelName[]).map((name): ListedModel => {
    const { family, summary, formula, paper } = models[name];
    const isPossible = objectionToShapes(name, shapes) === undefined;
    return { name, shapes, summary: `${family}: ${summary}`, family, formula, paper, ...(isPossible ? count(name, shapes) : {}) };
  });
  return listed.toSorted((a, b) => (b.cacheableShare ?? -1) - (a.cacheableShare ?? -1));
}

const texts = ['model', 'family', 'cached l', 'cached r', 'score', 'paper'];

/** What a narrow terminal is spared, the first first. */
const goesFirst = [
  'cached l',
  'cached r',
  'ops l',
  'ops r',
  'bytes l',
  'bytes r',
  'ops naive',
  'paper',
  'score',
  'parameters',
  'family',
];

const columns = [
  'model',
  'family',
  'cached %',
  'cached l',
  'cached r',
  'bytes l',
  'bytes r',
  'ops l',
  'ops r',
  'ops pair',
  'ops naive',
  'parameters',
  'score',
  'paper',
].map((head): Column => {
  const column = texts.includes(head) ? textColumn(head) : numberColumn(head);
  return goesFirst.includes(head) ? { ...column, goes: goesFirst.indexOf(head) } : column;
});

const sizes = ({ width, tokens, words }: FeatureShape): string =>
  [
    String(width),
    ...(tokens === undefined ? [] : [`${counted(tokens.count, 'token')} of ${tokens.width}`]),
    ...(words === undefined ? [] : [counted(words, 'word')]),
  ].join(' + ');

/** The list as lines for a terminal of that width, or for a pipe. */
export function modelTable(listed: readonly ListedModel[], width?: number): string[] {
  const rows = listed.map(
    ({ name, family, cacheableShare, cachedShapes, cachedBytes, operations, parameters, formula, paper }) => [
      name,
      family,
      cacheableShare === undefined ? '' : (100 * cacheableShare).toFixed(2),
      ...[cachedShapes?.left, cachedShapes?.right].map((shapes) => shapes?.join(' + ') ?? ''),
      ...[cachedBytes?.left, cachedBytes?.right].map((bytes) => (bytes === undefined ? '' : formatBytes(bytes))),
      ...[operations?.left, operations?.right, operations?.pair, operations?.naivePair, parameters].map((number) =>
        number === undefined ? '' : formatCount(number),
      ),
      formula,
      paper,
    ],
  );
  const { left, right } = listed[0]!.shapes;
  const hasAll = listed.every(({ operations }) => operations !== undefined);
  return [
    ...tableOf(columns, rows, width),
    `Over features of ${sizes(left)} × ${sizes(right)} values, with networks of the default widths; x and y are the features, U, V and W linear layers, s a learned scale.`,
    'cached %: of the operations of a pair as drawn (naive), the share that is spared when both sides are cached (leaving ops pair).',
    ...(hasAll
      ? []
      : [
          'Without numbers: models that match token features, whose sizes --tokens gives, and those that learn from words, where widths are given.',
        ]),
    'cached l, r: shapes of the arrays that are cached of a left or right item, tokens × values where an array has a row a token.',
    'bytes l, r: what is cached of a left or right item. ops l, r: done once an item. A multiply-add is two operations.',
  ];
}
