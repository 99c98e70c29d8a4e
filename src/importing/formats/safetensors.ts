import { shown } from '../../errors.ts';
import { readForeignHeader } from '../../files/safetensors.ts';
import { binarySource } from '../binary-rows.ts';
import { elementBytes } from '../element-types.ts';
import type { FeatureSource, SourceOptions } from '../feature-source.ts';
import { matrixShape } from '../matrix-shape.ts';
import { refuse } from '../refuse.ts';

/** Features in a safetensors file: the matrix of that name, or the only tensor. F16, BF16, F32, F64 and I8 are read. Throws a `UserError`. */
export async function openSafetensors(path: string, { array }: SourceOptions): Promise<FeatureSource> {
  const { header, dataStart } = await readForeignHeader(path, elementBytes);
  const names = Object.keys(header.tensors);
  const name = chosenName(array, names, path);
  const { dtype, shape, begin } = header.tensors[name]!;
  return binarySource({ path, ...matrixShape(shape, path), element: dtype, begin: dataStart + begin });
}

/** The array that was asked for, or the only one there is. Throws a `UserError` of kind `input`. */
export function chosenName(wanted: string | undefined, names: readonly string[], place: string): string {
  const few = names.slice(0, 10).map(shown).join(', ') || 'none';
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    throw refuse(place, `There is no array ${shown(wanted)}; the file has ${few}.`, 'Name one of them.');
  }
  if (names.length === 1) return names[0]!;
  throw refuse(
    place,
    `The file has ${names.length} arrays: ${few}.`,
    'Say which holds the features, with --left-array or --right-array.',
  );
}
