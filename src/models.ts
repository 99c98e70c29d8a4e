import type { Encoder, EncoderSettings } from './encoders/encoder.ts';
import { identity } from './encoders/identity.ts';
import { linear } from './encoders/linear.ts';
import { mlp } from './encoders/mlp.ts';
import { residual } from './encoders/residual.ts';
import { concat } from './fusion/concat.ts';
import { cosine } from './fusion/cosine.ts';
import type { Fusion, FusionWidths } from './fusion/fusion.ts';
import { gatedUnit } from './fusion/gated-unit.ts';
import { innerProduct } from './fusion/inner-product.ts';
import { lowRankBilinear } from './fusion/low-rank-bilinear.ts';
import { neuralFactorisation } from './fusion/neural-factorisation.ts';
import { productDifference } from './fusion/product-difference.ts';
import { squaredDistance } from './fusion/squared-distance.ts';
import { sum } from './fusion/sum.ts';
import { standardise } from './graph/blocks.ts';
import { dropout, input } from './graph/build.ts';
import type { Model } from './graph/model.ts';
import { type GraphNode, isOp } from './graph/ops.ts';
import { createParameterScope, isTrained, type ParameterDeclaration } from './graph/parameters.ts';
import { inOrder } from './graph/rewrite.ts';
import type { ModelManifest, Side } from './types.ts';

/** A model is two encoders and a fusion: `score = fusion(encoder(x), encoder(y))`. */
export interface ModelRow {
  readonly family: ModelManifest['family'];
  readonly summary: string;
  /** The score in a line: x and y are the standardised features of a left and a right item. */
  readonly formula: string;
  readonly left: Encoder;
  readonly right: Encoder;
  readonly fusion: Fusion;
}

/** Every model, by the name that suites use. */
export const models = {
  'dual-cosine': {
    family: 'dual tower',
    summary: 'MLP × MLP, cosine',
    formula: 'cos(MLP x, MLP y)',
    left: mlp,
    right: mlp,
    fusion: cosine,
  },
  'dual-dot': {
    family: 'dual tower',
    summary: 'MLP × MLP, inner product',
    formula: 'MLP x · MLP y',
    left: mlp,
    right: mlp,
    fusion: innerProduct,
  },
  'dual-l2': {
    family: 'dual tower',
    summary: 'MLP × MLP, squared distance',
    formula: '−‖MLP x − MLP y‖²',
    left: mlp,
    right: mlp,
    fusion: squaredDistance,
  },
  'dual-linear': {
    family: 'dual tower',
    summary: 'linear × linear, cosine',
    formula: 'cos(U x, V y)',
    left: linear,
    right: linear,
    fusion: cosine,
  },
  'dual-residual': {
    family: 'dual tower',
    summary: 'projection + MLP on each side, cosine',
    formula: 'cos(U x + MLP x, V y + MLP y)',
    left: residual,
    right: residual,
    fusion: cosine,
  },
  concat: {
    family: 'early fusion',
    summary: 'features joined, then an MLP',
    formula: 'MLP[x; y]',
    left: identity,
    right: identity,
    fusion: concat,
  },
  'product-difference': {
    family: 'early fusion',
    summary: 'MLP × MLP, then an MLP over both, their product and difference',
    formula: 'MLP[u; v; u∘v; |u − v|], u = MLP x, v = MLP y',
    left: mlp,
    right: mlp,
    fusion: productDifference,
  },
  mlb: {
    family: 'early fusion',
    summary: 'MLP × MLP, then an MLP over the product of their tanh',
    formula: 'MLP(tanh u ∘ tanh v), u = MLP x, v = MLP y',
    left: mlp,
    right: mlp,
    fusion: lowRankBilinear,
  },
  gmu: {
    family: 'early fusion',
    summary: 'features mixed by a learned gate, then an MLP',
    formula: 'MLP(z∘tanh U x + (1 − z)∘tanh V y), z = σ(W[x; y])',
    left: identity,
    right: identity,
    fusion: gatedUnit,
  },
  neumf: {
    family: 'early fusion',
    summary: 'product of embeddings beside an MLP over others, joined by one layer',
    formula: 'h · [U x ∘ V y; MLP[U′x; V′y]]',
    left: identity,
    right: identity,
    fusion: neuralFactorisation,
  },
  'product-difference-dual': {
    family: 'early fusion',
    summary: 'dual-cosine with product-difference as residual, trained together',
    formula: 's cos(u, v) + MLP[u; v; u∘v; |u − v|], u = MLP x, v = MLP y',
    left: mlp,
    right: mlp,
    fusion: sum(cosine, productDifference),
  },
  'mlb-dual': {
    family: 'early fusion',
    summary: 'dual-cosine with mlb as residual, trained together',
    formula: 's cos(u, v) + MLP(tanh u ∘ tanh v), u = MLP x, v = MLP y',
    left: mlp,
    right: mlp,
    fusion: sum(cosine, lowRankBilinear),
  },
} as const satisfies Readonly<Record<string, ModelRow>>;

export type ModelName = keyof typeof models;
export const isModelName = (name: string): name is ModelName => Object.hasOwn(models, name);

export interface ModelSettings extends EncoderSettings, FusionWidths {
  /** Share of the standardised feature values that a training step drops. */
  readonly inputDropout: number;
}

/** Chosen on validation items; reports/tuning.md has the trials. */
export const defaultModelSettings: ModelSettings = {
  inputDropout: 0.25,
  hidden: 512,
  embedding: 256,
  hiddenDropout: 0.3,
  fusionHidden: [512, 128],
};

/** Builds the graph of a model for features of the given widths. Both families standardise and drop inputs alike. */
export function defineModel(
  name: ModelName,
  widths: Readonly<Record<Side, number>>,
  settings: ModelSettings = defaultModelSettings,
): Model {
  const row: ModelRow = models[name];
  const parameters: ParameterDeclaration[] = [];
  const scope = createParameterScope(parameters);
  const side = (which: Side) => {
    const features = input(which, ['P', widths[which]], which);
    const standard = standardise(features, which, scope.within(which));
    const dropped = dropout(`${which}.dropout`, settings.inputDropout, standard);
    return { features, encoded: row[which](dropped, settings, scope.within(which)) };
  };
  const left = side('left');
  const right = side('right');
  return {
    name,
    family: row.family,
    summary: row.summary,
    left: [left.features],
    right: [right.features],
    score: row.fusion.build(left.encoded, right.encoded, settings, scope.within('fusion')),
    embeddings: learnedSpace(left.encoded, right.encoded, parameters),
    parameters,
    metric: row.fusion.metric,
    initialScale: row.fusion.initialScale,
  };
}

/** Both sides' vectors where they are of one width and both are learned. */
function learnedSpace(left: GraphNode, right: GraphNode, parameters: readonly ParameterDeclaration[]): Model['embeddings'] {
  const trained = new Set(parameters.filter(isTrained).map(({ name }) => name));
  const isVector = (node: GraphNode): boolean => node.shape.length === 2 && node.shape[1] === left.shape[1];
  const isLearned = (node: GraphNode): boolean =>
    inOrder([node]).some((source) => isOp(source, 'parameter') && trained.has(source.attributes.name));
  return [left, right].every((node) => isVector(node) && isLearned(node)) ? { left, right } : undefined;
}
