import { encodedWidth, encodeSide } from './encoders/encode-side.ts';
import type { Encoded, EncoderSettings } from './encoders/encoder.ts';
import { learnedSpace } from './encoders/learned-space.ts';
import type { FusionWidths } from './fusion/fusion.ts';
import type { Model } from './graph/model.ts';
import { createParameterScope, type ParameterDeclaration } from './graph/parameters.ts';
import { type ModelName, type ModelRow, models, type PairedRow } from './models.ts';
import type { FeatureShape, Side } from './types.ts';

/** Widths and dropout of a network. */
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

const sides = ['left', 'right'] as const;

/** Whether a model matches tokens, which are most of what a data set holds. */
export const takesTokens = (name: ModelName): boolean => sides.some((side) => 'ofTokens' in models[name][side]);

/** Whether a model learns from the words of texts, which are known only once those are read. */
export const takesWords = (name: ModelName): boolean => sides.some((side) => 'ofWords' in models[name][side]);

/** Why a model cannot be built for such features; undefined where it can. */
export function objectionToShapes(name: ModelName, shapes: Readonly<Record<Side, FeatureShape>>): string | undefined {
  const row: ModelRow = models[name];
  const missing = sides.find((side) => 'ofTokens' in row[side] && shapes[side].tokens === undefined);
  if (missing !== undefined) return `it matches tokens, and there are no token features on the ${missing}`;
  const wordless = sides.find((side) => 'ofWords' in row[side] && shapes[side].words === undefined);
  if (wordless !== undefined)
    return `it learns from words, and on the ${wordless} there is not a text of every item, or there are too many different words`;
  if (!row.fusion.comparesValues) return undefined;
  const [left, right] = sides.map((side) =>
    encodedWidth(encodeSide(row[side], side, shapes[side], defaultModelSettings, createParameterScope([])).encoded),
  );
  return left === right
    ? undefined
    : `it compares values of both sides one by one, and has ${left} an item or token on the left and ${right} on the right`;
}

/** Builds the graph of a model for features of the given sizes. Both families standardise and drop inputs alike. */
export function defineModel(
  name: ModelName,
  shapes: Readonly<Record<Side, FeatureShape>>,
  settings: ModelSettings = defaultModelSettings,
): Model {
  // Rows pair encoders with the fusion that takes what they give; a union of rows cannot say so.
  const row = models[name] as ModelRow as PairedRow<Encoded, Encoded>;
  const parameters: ParameterDeclaration[] = [];
  const scope = createParameterScope(parameters);
  const [left, right] = [
    encodeSide(row.left, 'left', shapes.left, settings, scope.within('left')),
    encodeSide(row.right, 'right', shapes.right, settings, scope.within('right')),
  ];
  return {
    name,
    family: row.family,
    summary: row.summary,
    left: left.inputs,
    right: right.inputs,
    score: row.fusion.build(left.encoded, right.encoded, settings, scope.within('fusion')),
    embeddings: learnedSpace(left.encoded, right.encoded, parameters),
    parameters,
    metric: row.fusion.metric,
    initialScale: row.fusion.initialScale,
  };
}
