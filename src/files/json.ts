import { shown, UserError } from '../errors.ts';
import { refuseOddJson } from './json-scan.ts';
import { readPlainFile } from './plain-file.ts';

/** What a schema library answers, as far as it is used here. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Where a text came from, for messages. */
export interface JsonSource {
  /** With its article: `The manifest`. */
  readonly what: string;
  readonly place: string;
  readonly remedy: string;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * JSON from bytes (or text) that nobody vouches for: UTF-8 without a byte order mark, nested at most 64 deep, no key twice in an object, none that reaches an
 * object's prototype. So it means the same to every program, and nothing that walks over it runs out of stack. Throws a `UserError` of kind `input`.
 */
export function parseJson(given: Uint8Array | string, { what, place, remedy }: JsonSource): unknown {
  const refuse = (reason: string): never => {
    throw new UserError('input', `${what} ${reason}.`, { place, remedy });
  };
  const text = typeof given === 'string' ? given : decoded(given);
  if (text === undefined) return refuse('is not UTF-8');
  if (text.startsWith('\ufeff')) return refuse('starts with a byte order mark');
  // First, because it allocates nothing: what it refuses is never built.
  refuseOddJson(text, refuse);
  try {
    return JSON.parse(text);
  } catch {
    return refuse('is not JSON');
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A key that needs no quotation marks in a message. */
const plainKey = /^[\w.@/+-]{1,80}$/;

/** The value as the schema has it. Throws a `UserError` of kind `input` that names the first key that is not as it should be. */
export function checkAgainst<T>(schema: Schema<T>, value: unknown, { what, place, remedy }: JsonSource): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const key = path.map(String).join('.');
  const named = key === '' ? '' : `${plainKey.test(key) ? key : shown(key)}: `;
  const said = message.length > 200 ? `${message.slice(0, 200)}…` : message;
  throw new UserError('input', `${what} is not as expected: ${named}${said.replaceAll('\n', ' ')}.`, { place, remedy });
}

/** Reads a JSON file of at most `largest` bytes and checks it. Throws a `UserError`: `input` for what is wrong with it, `storage`. */
export function readJson<T>(
  schema: Schema<T>,
  largest: number,
  source: JsonSource,
): { readonly value: T; readonly bytes: Uint8Array } {
  const bytes = readPlainFile(source.place, largest);
  return { value: checkAgainst(schema, parseJson(bytes, source), source), bytes };
}
