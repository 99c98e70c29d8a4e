import type { SessionSettings } from '../runtime/session.ts';
import type { Features, ModelManifest, Side } from '../types.ts';
import { encodeSide, inputRows, type RowArrays } from './cached-side.ts';
import { whileOpen } from './holding.ts';
import { openPart } from './model-folder.ts';

/** What a model caches of items, by the network of their side, which is open meanwhile alone. Throws a `UserError` for features that are not the model's. */
export async function encodeFeatures(
  modelDir: string,
  model: ModelManifest,
  side: Side,
  features: Features,
  settings: SessionSettings,
): Promise<RowArrays> {
  const inputs = inputRows(model, side, features);
  return whileOpen(await openPart(modelDir, side, model, settings), (network) => encodeSide(network, model[side].cached, inputs));
}
