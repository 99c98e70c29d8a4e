import { isMap, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { UserError } from '../../errors.ts';

export type Path = readonly PropertyKey[];

/** What is wrong with the value at a path of a suite file. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
  /** The fault is the key at `path`, not its value. */
  readonly atKey?: boolean;
}

const shownFaults = 10;

/** What a YAML file is, in words, and the published schema that describes it. */
export interface YamlKind {
  readonly name: string;
  readonly schema: string;
}

export const suiteFile: YamlKind = { name: 'suite file', schema: 'schemas/suite.schema.json' };

/** Refuses a file for reasons that name a line and column each. */
export function refuse(file: string, reasons: readonly string[], { name, schema }: YamlKind = suiteFile): never {
  const shown = reasons.slice(0, shownFaults).join('\n  ');
  const more = reasons.length > shownFaults ? `\n  … and ${reasons.length - shownFaults} more` : '';
  throw new UserError('input', `the ${name} is not valid:\n  ${shown}${more}`, {
    place: file,
    remedy: `Correct the lines named above; ${schema} describes every key.`,
  });
}

export type SuiteDocument = ReturnType<typeof parseDocument>;

/** `file:line:column` of an offset. */
export const placeOf = (lines: LineCounter, file: string, offset: number): string => {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
};

/** A fault as `file:line:column: path: message`. */
export function describeFault(document: SuiteDocument, lines: LineCounter, file: string, fault: Fault): string {
  const path = fault.path.map((key) => String(key).slice(0, 80)).join('.');
  return `${placeOf(lines, file, offsetOf(document, fault))}: ${path === '' ? '' : `${path}: `}${fault.message}`;
}

function offsetOf(document: SuiteDocument, { path, atKey }: Fault): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    if (atKey && length === path.length && isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === path[length - 1]);
      const range = (pair?.key as Node | undefined)?.range;
      if (range) return range[0];
    }
    const range = (document.getIn(path.slice(0, length), true) as Node | undefined)?.range;
    if (range) return range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

/** Refuses a suite that reads well for what shows only beside its data sets. Does nothing without faults. */
export function refuseFaults(text: string, file: string, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', prettyErrors: false });
  refuse(
    file,
    faults.map((fault) => describeFault(document, lines, file, fault)),
  );
}
