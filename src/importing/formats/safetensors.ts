import { counted } from '../../counted.ts';
import { shown } from '../../errors.ts';
import { readForeignHeader } from '../../files/safetensors.ts';
import { featureKind } from '../array-kind.ts';
import { binarySource } from '../binary-rows.ts';
import { elementBytes } from '../element-types.ts';
import type { FeatureSource, SourceOptions } from '../feature-source.ts';
import { refuse } from '../refuse.ts';

/** Features in a safetensors file: the tensor of that name, or the only one. F16, BF16, F32, F64 and I8 are read, of masks BOOL, U8 and I8. Throws a `UserError`. */
export async function openSafetensors(
  path: string,
  { array, besides, kind = featureKind }: SourceOptions,
): Promise<FeatureSource> {
  const { header, dataStart } = await readForeignHeader(path, elementBytes);
  const names = Object.keys(header.tensors);
  const name = chosenName({ array, besides }, names, path);
  const { dtype, shape, begin } = header.tensors[name]!;
  if (!kind.elements.includes(dtype))
    throw refuse(
      path,
      `The tensor ${shown(name)} has the element type ${dtype}, and we read ${kind.elements.join(', ')}.`,
      'Write it as one of these.',
    );
  return binarySource({ path, ...kind.shape(shape, path), shape, element: dtype, begin: dataStart + begin });
}

/** The array that was asked for, or the only one there is. Throws a `UserError` of kind `input`. */
export function chosenName(
  { array: wanted, besides = [] }: Pick<SourceOptions, 'array' | 'besides'>,
  present: readonly string[],
  place: string,
): string {
  const names = present.filter((name) => name === wanted || !besides.includes(name));
  const few = names.slice(0, 10).map(shown).join(', ') || 'none';
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    throw refuse(place, `There is no array ${shown(wanted)}; the file has ${few}.`, 'Name one of them.');
  }
  if (names.length === 1) return names[0]!;
  throw refuse(
    place,
    `The file has ${counted(names.length, 'array')}: ${few}.`,
    'Say which holds the features, with --left-array or --right-array.',
  );
}
