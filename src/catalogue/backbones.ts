import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { sha256File } from '../files/sha256.ts';

/** A pretrained network under `models/`, and the file of it that makes features. */
export interface ShippedBackbone {
  readonly id: string;
  readonly file: string;
}

export const imageBackbone: ShippedBackbone = { id: 'efficientnet-lite0', file: 'model.onnx' };
export const textBackbone: ShippedBackbone = { id: 'all-MiniLM-L6-v2', file: 'model_quantized.onnx' };

/** What a manifest says of the backbone. Throws a `UserError` of kind `environment` where it is not there: the package of npm comes without any. */
export async function identify(modelsDir: string, { id, file }: ShippedBackbone): Promise<{ id: string; sha256: string }> {
  const path = join(modelsDir, id, 'onnx', file);
  if (!existsSync(path))
    throw new UserError(
      'environment',
      `The network ${id}, which makes the features, is not here: the package comes without networks.`,
      {
        place: path,
        remedy: 'Name the folder models of a clone of the repository with --models; ml-100k-ids and the planted sets need none.',
      },
    );
  return { id, sha256: (await sha256File(path)).sha256 };
}
