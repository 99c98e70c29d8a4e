import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UserError } from '../../errors.ts';
import { readPlainFile } from '../../files/plain-file.ts';
import { describeFault, type Fault, placeOf, refuse, type SuiteDocument, suiteFile, type YamlKind } from './faults.ts';
import { schemaFaults } from './schema-faults.ts';
import { yamlExcess } from './yaml-guard.ts';

/** Bytes of a YAML file that are read at most. */
const largestYaml = 64 * 1024;

/** The text of a YAML file. Throws a `UserError` of kind `input` for one that is too large or not UTF-8, `storage` when it cannot be read. */
export function readYamlText(file: string, { name }: YamlKind = suiteFile): string {
  const bytes = readPlainFile(file, largestYaml);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError('input', `the ${name} is not UTF-8`, { place: file, remedy: 'Save it as UTF-8.', cause });
  }
}

export interface CheckedYaml<T> {
  readonly data: T;
  /** A fault that shows only beside other things, with its place. */
  describe(fault: Fault): string;
}

/**
 * Reads YAML text by a strict schema. Throws a `UserError` of kind `input` that lists what is wrong as `file:line:column: path: message`. Aliases and nesting
 * are bounded, tags are refused: a file can neither run code nor blow up.
 */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>, kind: YamlKind = suiteFile): CheckedYaml<T> {
  const lines = new LineCounter();
  const excess = yamlExcess(text);
  if (excess !== undefined) {
    const before = text.slice(0, excess.offset).split('\n');
    refuse(file, [`${file}:${before.length}:${before.at(-1)!.length + 1}: ${excess.message}`], kind);
  }
  let document: SuiteDocument;
  let value: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
    const syntax = [...document.errors, ...document.warnings];
    if (syntax.length > 0)
      refuse(
        file,
        syntax.map((error) => `${placeOf(lines, file, error.pos[0])}: ${error.message}`),
        kind,
      );
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      'input',
      `the ${kind.name} cannot be read as YAML: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        place: file,
        remedy: 'Write nested values out instead of repeating aliases.',
        cause,
      },
    );
  }
  const describe = (fault: Fault): string => describeFault(document, lines, file, fault);
  const parsed = schema.safeParse(value);
  if (!parsed.success) return refuse(file, schemaFaults(parsed.error.issues, value, schema).map(describe), kind);
  return { data: parsed.data, describe };
}
