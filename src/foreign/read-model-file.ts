import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { readPlainFile } from '../files/plain-file.ts';

const largestModel = 2 ** 31 - 1;

/** Reads a model that others wrote. Throws a `UserError` that names the file: `storage` where it cannot be read, `input` where it is no such model. */
export function readModelFile<T>(place: string, read: (bytes: Uint8Array) => T): T {
  const bytes = readPlainFile(place, largestModel);
  try {
    return read(bytes);
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    // What the library says of a file that was cut, and of some that were never models.
    const said = told === 'premature EOF' ? `it is truncated at ${counted(bytes.length, 'byte')}, or no ONNX file` : told;
    throw new UserError('input', `the model cannot be read: ${said}`, {
      place,
      remedy: 'Export it again as one flat ONNX file.',
    });
  }
}
