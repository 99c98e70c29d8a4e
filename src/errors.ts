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
  interrupted: 130,
} as const;

export type ExitKind = Exclude<keyof typeof exitCodes, 'ok'>;

export interface ErrorDetails {
  /** File, line, row or key the error is about. */
  readonly place?: string;
  /** What the reader can do now, as an imperative sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** An error meant for the person at the terminal. Anything else that reaches `main` is a defect and keeps its stack. */
export class UserError extends Error {
  readonly kind: ExitKind;
  readonly place: string | undefined;
  readonly remedy: string | undefined;

  constructor(kind: ExitKind, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'UserError';
    this.kind = kind;
    this.place = details.place;
    this.remedy = details.remedy;
  }
}
