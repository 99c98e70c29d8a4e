/** Exit codes of the command line, documented in the README. */
export const exitCodes = {
  ok: 0,
  /** Wrong arguments, suite file or data: the message names file and place. */
  input: 3,
  /** Something this machine lacks: a native module, memory, a device. */
  environment: 4,
  /** A file could not be written or read: full disk, permissions, a vanished folder. */
  storage: 5,
  /** Another process works in the same folder. */
  locked: 6,
  /** A worker died, hung or broke an invariant. */
  internal: 7,
  /** Two runs that were compared are not equal. */
  differ: 8,
  interrupted: 130,
} as const;

/** What an error is about; the command line ends with its code. */
export type ExitKind = Exclude<keyof typeof exitCodes, 'ok'>;

/** Where an error is, and what to do about it. */
export interface ErrorDetails {
  /** File, line, row or key the error is about. */
  readonly place?: string;
  /** What the reader can do now, as an imperative sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** Characters that move a cursor, change colours or turn the direction of a line; not the line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is made visible
const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;

const visible = (text: string): string => text.replace(acting, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);

/** A value from a file as it is shown in a message: quoted, on one line, cut. */
export function shown(value: unknown): string {
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, 81) : value) ?? 'nothing';
  return visible(text.length > 82 ? `${text.slice(0, 80)}…${typeof value === 'string' ? '"' : ''}` : text);
}

/**
 * An error meant for the person at the terminal; what comes from files in it cannot act on the terminal. Anything else that reaches `main` is a defect
 * and keeps its stack.
 */
export class UserError extends Error {
  readonly kind: ExitKind;
  readonly place: string | undefined;
  readonly remedy: string | undefined;

  constructor(kind: ExitKind, message: string, details: ErrorDetails = {}) {
    super(visible(message), { cause: details.cause });
    this.name = 'UserError';
    this.kind = kind;
    this.place = details.place === undefined ? undefined : visible(details.place).replaceAll('\n', '\\n');
    this.remedy = details.remedy === undefined ? undefined : visible(details.remedy);
  }
}
