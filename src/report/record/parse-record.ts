import { UserError } from '../../errors.ts';
import { checkAgainst, parseJson } from '../../files/json.ts';
import type { CellRecord, RunRecord } from '../../record.ts';
import { plainText } from '../text/escape.ts';
import { cellSchema, recordSchema } from './record-schema.ts';

/**
 * `record.json` from its bytes: the one reader of the format, for whoever continues a run and whoever reports it. Throws a `UserError` of kind `input`
 * that names the place within the file.
 */
export function parseRunRecord(bytes: Uint8Array, place: string, remedy: string): RunRecord {
  const source = { what: 'The record', place, remedy };
  const value = parseJson(bytes, source) as Partial<RunRecord> | null;
  if (value?.format !== 'matchbench-record') {
    throw new UserError('input', 'This is not the record of a matchbench run.', { place, remedy });
  }
  if (value.formatVersion !== 1) {
    const version = plainText(String(value.formatVersion)).slice(0, 40);
    throw new UserError('input', `The record has format version ${version}; this program reads version 1.`, {
      place,
      remedy: 'Use the version of matchbench that wrote it.',
    });
  }
  return checkAgainst(recordSchema, value, source);
}

/** A file of `cells/` from its bytes. Throws a `UserError` of kind `input` that names the place within the file. */
export function parseCellRecord(bytes: Uint8Array, place: string, remedy: string): CellRecord {
  const source = { what: 'The cell', place, remedy };
  return checkAgainst(cellSchema, parseJson(bytes, source), source);
}
