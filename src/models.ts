import type { Encoder, TokenEncoder, WordEncoder } from './encoders/encoder.ts';
import { hiddenLayer } from './encoders/hidden-layer.ts';
import { identity } from './encoders/identity.ts';
import { linear } from './encoders/linear.ts';
import { mlp } from './encoders/mlp.ts';
import { residual } from './encoders/residual.ts';
import { tokenIdentity } from './encoders/token-identity.ts';
import { tokenLinear } from './encoders/token-linear.ts';
import { tokenMean } from './encoders/token-mean.ts';
import { tokenCodes, tokenTower } from './encoders/token-tower.ts';
import { wordMlp } from './encoders/word-mlp.ts';
import { codeAttention } from './fusion/code-attention.ts';
import { concat } from './fusion/concat.ts';
import { cosine } from './fusion/cosine.ts';
import type { Fusion } from './fusion/fusion.ts';
import { gatedUnit } from './fusion/gated-unit.ts';
import { innerProduct } from './fusion/inner-product.ts';
import { kernelPooling } from './fusion/kernel-pooling.ts';
import { logitMixture } from './fusion/logit-mixture.ts';
import { lowRankBilinear } from './fusion/low-rank-bilinear.ts';
import { maxSimilarity, maxSimilarityOfLeft } from './fusion/max-similarity.ts';
import { neuralFactorisation } from './fusion/neural-factorisation.ts';
import { polyCodes } from './fusion/poly-codes.ts';
import { productDifference } from './fusion/product-difference.ts';
import { squaredDistance } from './fusion/squared-distance.ts';
import { sum } from './fusion/sum.ts';
import { tokenAttention } from './fusion/token-attention.ts';
import type { GraphNode } from './graph/ops.ts';
import type { Tokens } from './graph/tokens.ts';
import type { ModelManifest } from './types.ts';

/** An encoder whose result is of that type: of a vector, of tokens, or of words. */
type SideEncoder<Encoded> = TokenEncoder<Encoded> | (GraphNode extends Encoded ? Encoder | WordEncoder : never);

/** Encoders and the fusion that takes what they give. */
export interface PairedRow<Left, Right> {
  readonly family: ModelManifest['family'];
  readonly summary: string;
  /** The score in a line: x and y are the standardised features of a left and a right item, x_t and y_s those of their tokens, y_w a trained vector of each word. */
  readonly formula: string;
  /** Who described it: authors and year, and the name it has there. */
  readonly paper: string;
  readonly left: SideEncoder<Left>;
  readonly right: SideEncoder<Right>;
  readonly fusion: Fusion<Left, Right>;
}

/** A model is two encoders and a fusion: `score = fusion(encoder(x), encoder(y))`. */
export type ModelRow =
  | PairedRow<GraphNode, GraphNode>
  | PairedRow<Tokens, Tokens>
  | PairedRow<Tokens, GraphNode>
  | PairedRow<GraphNode, Tokens>;

/** Every model, by the name that suites use. */
export const models = {
  'dual-cosine': {
    family: 'dual tower',
    summary: 'MLP × MLP, cosine',
    formula: 'cos(MLP x, MLP y)',
    paper: 'Huang et al. 2013, DSSM',
    left: mlp,
    right: mlp,
    fusion: cosine,
  },
  'dual-dot': {
    family: 'dual tower',
    summary: 'MLP × MLP, inner product',
    formula: 'MLP x · MLP y',
    paper: 'Karpukhin et al. 2020, DPR',
    left: mlp,
    right: mlp,
    fusion: innerProduct,
  },
  'dual-l2': {
    family: 'dual tower',
    summary: 'MLP × MLP, squared distance',
    formula: '−‖MLP x − MLP y‖²',
    paper: 'Hadsell et al. 2006, contrastive pairs',
    left: mlp,
    right: mlp,
    fusion: squaredDistance,
  },
  'dual-linear': {
    family: 'dual tower',
    summary: 'linear × linear, cosine',
    formula: 'cos(U x, V y)',
    paper: 'Kiros et al. 2014',
    left: linear,
    right: linear,
    fusion: cosine,
  },
  'dual-residual': {
    family: 'dual tower',
    summary: 'projection + MLP on each side, cosine',
    formula: 'cos(U x + MLP x, V y + MLP y)',
    paper: 'Gao et al. 2021, CLIP-Adapter; Houlsby et al. 2019',
    left: residual,
    right: residual,
    fusion: cosine,
  },
  concat: {
    family: 'early fusion',
    summary: 'features joined, then an MLP',
    formula: 'MLP[x; y]',
    paper: 'Deng et al. 2019, DeepCF; He et al. 2017',
    left: identity,
    right: identity,
    fusion: concat,
  },
  'product-difference': {
    family: 'early fusion',
    summary: 'MLP × MLP, then an MLP over both, their product and difference',
    formula: 'MLP[u; v; u∘v; |u − v|], u = MLP x, v = MLP y',
    paper: 'Conneau et al. 2017, InferSent',
    left: mlp,
    right: mlp,
    fusion: productDifference,
  },
  mlb: {
    family: 'early fusion',
    summary: 'MLP × MLP, then an MLP over the product of their tanh',
    formula: 'MLP(tanh u ∘ tanh v), u = MLP x, v = MLP y',
    paper: 'Kim et al. 2017, MLB',
    left: mlp,
    right: mlp,
    fusion: lowRankBilinear,
  },
  gmu: {
    family: 'early fusion',
    summary: 'features mixed by a learned gate, then an MLP',
    formula: 'MLP(z∘tanh U x + (1 − z)∘tanh V y), z = σ(W[x; y])',
    paper: 'Arevalo et al. 2017, GMU',
    left: identity,
    right: identity,
    fusion: gatedUnit,
  },
  neumf: {
    family: 'early fusion',
    summary: 'product of embeddings beside an MLP over others, joined by one layer',
    formula: 'h · [U x ∘ V y; MLP[U′x; V′y]]',
    paper: 'He et al. 2017, NeuMF',
    left: identity,
    right: identity,
    fusion: neuralFactorisation,
  },
  mol: {
    family: 'early fusion',
    summary: 'cosines of several vectors a side, mixed by a gate of the pair (MoL)',
    formula: 'Σᵢⱼ πᵢⱼ cos(fᵢ, gⱼ), f = U MLP x, g = V MLP y, π = softmax(a x · b y + MLP(cosines))',
    paper: 'Zhai et al. 2023; Ding & Zhai 2024, MoL',
    left: hiddenLayer,
    right: hiddenLayer,
    fusion: logitMixture,
  },
  poly: {
    family: 'early fusion',
    summary: 'the right vector attends over codes of the left (poly-encoder)',
    formula: 'Σᵢ wᵢ cos(v, cᵢ), c = U MLP x, v = V MLP y, w = softmax(s cos(v, cᵢ))',
    paper: 'Humeau et al. 2020, poly-encoder',
    left: hiddenLayer,
    right: hiddenLayer,
    fusion: polyCodes,
  },
  'product-difference-dual': {
    family: 'early fusion',
    summary: 'dual-cosine with product-difference as residual, trained together',
    formula: 's cos(u, v) + MLP[u; v; u∘v; |u − v|], u = MLP x, v = MLP y',
    paper: 'Conneau et al. 2017 as residual (He et al. 2016) over Huang et al. 2013',
    left: mlp,
    right: mlp,
    fusion: sum(cosine, productDifference),
  },
  'mlb-dual': {
    family: 'early fusion',
    summary: 'dual-cosine with mlb as residual, trained together',
    formula: 's cos(u, v) + MLP(tanh u ∘ tanh v), u = MLP x, v = MLP y',
    paper: 'Kim et al. 2017 as residual (He et al. 2016) over Huang et al. 2013',
    left: mlp,
    right: mlp,
    fusion: sum(cosine, lowRankBilinear),
  },
  'dual-frozen': {
    family: 'dual tower',
    summary: 'mean of the tokens as they are, cosine; nothing is trained',
    formula: 'cos(mean_t x_t, mean_s y_s)',
    paper: 'Reimers & Gurevych 2019, mean pooling',
    left: tokenMean,
    right: tokenMean,
    fusion: cosine,
  },
  'late-interaction': {
    family: 'late interaction',
    summary: 'linear × linear over tokens, each finds the nearest of the other side (MaxSim)',
    formula: '½ mean_t max_s cos(U x_t, V y_s) + ½ mean_s max_t cos(U x_t, V y_s)',
    paper: 'Khattab & Zaharia 2020, ColBERT, in both directions',
    left: tokenLinear,
    right: tokenLinear,
    fusion: maxSimilarity,
  },
  'late-interaction-left': {
    family: 'late interaction',
    summary: 'linear × linear over tokens, each left token finds the nearest on the right (MaxSim)',
    formula: 'mean_t max_s cos(U x_t, V y_s)',
    paper: 'Khattab & Zaharia 2020, ColBERT',
    left: tokenLinear,
    right: tokenLinear,
    fusion: maxSimilarityOfLeft,
  },
  'kernel-pooling': {
    family: 'early fusion',
    summary: 'linear × linear over tokens, soft counts of near ones by ten kernels, then a layer (K-NRM)',
    formula: 'W mean_t log Σ_s exp(−(cos(U x_t, V y_s) − μ)² / 2σ²)',
    paper: 'Xiong et al. 2017, K-NRM',
    left: tokenLinear,
    right: tokenLinear,
    fusion: kernelPooling,
  },
  'token-attention': {
    family: 'early fusion',
    summary: 'linear × linear over tokens, each is compared with what it attends to on the other side (SCAN)',
    formula: '½ mean_t cos(u_t, Σ_s α_ts v_s) + ½ mean_s cos(v_s, Σ_t α_st u_t), u = U x, v = V y',
    paper: 'Lee et al. 2018, SCAN',
    left: tokenLinear,
    right: tokenLinear,
    fusion: tokenAttention,
  },
  'token-tower': {
    family: 'dual tower',
    summary: 'transformer block and attention pooling over tokens on each side, cosine',
    formula: 'cos(pool(block x), pool(block y))',
    paper: 'Vaswani et al. 2017; Lin et al. 2017',
    left: tokenTower,
    right: tokenTower,
    fusion: cosine,
  },
  'poly-tokens': {
    family: 'early fusion',
    summary: 'token towers, the left with one vector that attends over 8 codes of the right',
    formula: 'u · Σ_i softmax_i(u · c_i) c_i, u = pool(block x), c = pool_8(block y)',
    paper: 'Humeau et al. 2020, poly-encoder',
    left: tokenTower,
    right: tokenCodes,
    fusion: codeAttention,
  },
  'dual-words': {
    family: 'dual tower',
    summary: 'MLP × MLP over trained word vectors of the right texts, cosine; no text backbone',
    formula: 'cos(MLP x, MLP mean_w y_w)',
    paper: 'Iyyer et al. 2015, deep averaging network',
    left: mlp,
    right: wordMlp,
    fusion: cosine,
  },
  'mlb-dual-words': {
    family: 'early fusion',
    summary: 'dual-words with mlb as residual, trained together; no text backbone',
    formula: 's cos(u, v) + MLP(tanh u ∘ tanh v), u = MLP x, v = MLP mean_w y_w',
    paper: 'Iyyer et al. 2015; Kim et al. 2017',
    left: mlp,
    right: wordMlp,
    fusion: sum(cosine, lowRankBilinear),
  },
  'late-interaction-frozen': {
    family: 'late interaction',
    summary: 'tokens as they are, each left token finds the nearest on the right (MaxSim); nothing is trained',
    formula: 'mean_t max_s cos(x_t, y_s)',
    paper: 'Khattab & Zaharia 2020, ColBERT, untrained',
    left: tokenIdentity,
    right: tokenIdentity,
    fusion: maxSimilarityOfLeft,
  },
} as const satisfies Readonly<Record<string, ModelRow>>;

/** A row of the table of models. */
export type ModelName = keyof typeof models;
export const isModelName = (name: string): name is ModelName => Object.hasOwn(models, name);
