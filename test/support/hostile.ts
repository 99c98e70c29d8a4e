import { basename } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { UserError } from '../../src/errors.ts';

/** Times as many cases as CI runs: FUZZ=20 npm run unit -- test/fuzz. */
export const fuzzFactor = Math.max(1, Number(process.env.FUZZ ?? 1));

type Change = (bytes: Buffer) => Buffer;

/** What readers of text and of binary files trip over. */
const fragments: readonly (string | Uint8Array)[] = [
  ...[
    '\ufeff',
    '\r\n',
    '\r',
    '\n',
    '\n\n',
    '\t',
    '\0',
    '\u001b[31m',
    '\u202e',
    '"',
    "'",
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '0',
  ],
  ...['null', 'true', '-1', '1.5', '1e999', '-0', '9007199254740993', '1e-400', 'NaN', '.inf', '0x10', '../x', '/etc/passwd'],
  ...['"__proto__":1,', '"constructor":{},', '"id":"a",', '"extra":1,', '{"a":'.repeat(70), '['.repeat(70), '[{'.repeat(200)],
  ...['&a [*a]', '*a', '<<: *a', '? ', '!!js/function x', '- ', '%YAML 1.1\n---\n', '__proto__: 1\n', 'x: &x [*x]\n', '#'],
  ...['left', 'right', 'train', 'test', '-', '256', '"shape":[9000000000],', '"\\ud800"', 'F64', 'I64'],
  Uint8Array.of(0xff, 0xfe),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0, 0, 0xc0, 0x7f),
  Uint8Array.of(0, 0, 0x80, 0xff),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
];

/** Evenly from 0 to 1: fc.double would nearly always be close to 0, and damage only the start of a file. */
const share = fc.integer({ min: 0, max: 999_999 }).map((part) => part / 1_000_000);
const at = (bytes: Buffer, where: number): number => Math.floor(where * (bytes.length + 1));
const splice = (bytes: Buffer, from: number, to: number, middle: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(Math.max(from, to))]);

const change: fc.Arbitrary<Change> = fc.oneof(
  share.map(
    (where): Change =>
      (bytes) =>
        bytes.subarray(0, at(bytes, where)),
  ),
  fc.tuple(share, fc.nat(7)).map(
    ([where, bit]): Change =>
      (bytes) => {
        const changed = Buffer.from(bytes);
        const place = Math.floor(where * bytes.length);
        if (bytes.length > 0) changed[place]! ^= 1 << bit;
        return changed;
      },
  ),
  fc.tuple(share, fc.constantFrom(...fragments), fc.boolean()).map(
    ([where, fragment, over]): Change =>
      (bytes) => {
        const [from, middle] = [at(bytes, where), Buffer.from(fragment)];
        return splice(bytes, from, over ? from + middle.length : from, middle);
      },
  ),
  fc.tuple(share, share, fc.nat(40)).map(
    ([from, to, length]): Change =>
      (bytes) => {
        const start = at(bytes, from);
        return splice(bytes, at(bytes, to), 0, bytes.subarray(start, start + length));
      },
  ),
  fc.tuple(share, fc.nat(20)).map(
    ([where, length]): Change =>
      (bytes) => {
        const from = at(bytes, where);
        return splice(bytes, from, from + length, Buffer.alloc(0));
      },
  ),
  // A number among the arrays at the end of a binary file.
  fc.tuple(share, fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 1e30)).map(
    ([where, value]): Change =>
      (bytes) => {
        if (bytes.length < 4) return bytes;
        const changed = Buffer.from(bytes);
        changed.writeFloatLE(value, bytes.length - 4 - 4 * Math.floor(where ** 3 * (bytes.length / 4 - 1)));
        return changed;
      },
  ),
  // A whole line twice, or gone: what a merge or an editor does.
  fc.tuple(share, fc.boolean()).map(
    ([where, twice]): Change =>
      (bytes) => {
        const start = bytes.lastIndexOf(10, Math.max(0, at(bytes, where) - 1)) + 1;
        const feed = bytes.indexOf(10, start);
        const end = feed < 0 ? bytes.length : feed + 1;
        return splice(bytes, twice ? start : end, twice ? start : end, twice ? bytes.subarray(start, end) : Buffer.alloc(0));
      },
  ),
);

const accidents: fc.Arbitrary<Change> = fc
  .array(change, { minLength: 1, maxLength: 3 })
  .map((changes) => (bytes) => changes.reduce((now, next) => next(now), bytes));

const values: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e300, 2 ** 53, '', 'x', '-', '../x', 'a b', 'a\tb', 'a\nb', '\u001b[31m', 'x'.repeat(300)],
  ...[[], [null], [[]], ['x', 'x'], [1, 1], {}, { a: 1 }, { name: 'x' }, '2026-01-01T00:00:00Z', '0'.repeat(64)],
];

type Slot = readonly [holder: Record<string, unknown>, key: string];
const slotsOf = (value: unknown): Slot[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.keys(value).flatMap((key): Slot[] => {
        const holder = value as Record<string, unknown>;
        return [[holder, key], ...slotsOf(holder[key])];
      });

/** One value in JSON, in a line of it, or in the header of a safetensors file, is another, is gone, or has another name. */
const meddling: fc.Arbitrary<Change> = fc
  .tuple(share, share, fc.constantFrom(...values), fc.constantFrom('other', 'other', 'gone', 'renamed'))
  .map(([line, where, other, how]) => (bytes) => {
    const header = bytes[8] === 0x7b ? 8 + bytes.readUInt32LE(0) : 0;
    const text = bytes.subarray(header === 0 ? 0 : 8, header === 0 ? bytes.length : header).toString();
    const parts = text.startsWith('{\n') ? [text] : text.split('\n');
    const chosen = Math.floor(line * parts.length);
    let parsed: unknown;
    try {
      parsed = JSON.parse(parts[chosen]!);
    } catch {
      return bytes;
    }
    const slots = slotsOf(parsed);
    if (slots.length === 0) return bytes;
    const [holder, key] = slots[Math.floor(where * slots.length)]!;
    if (how === 'renamed') holder[`${key}x`] = holder[key];
    if (how === 'other') holder[key] = other;
    else delete holder[key];
    parts[chosen] = JSON.stringify(parsed);
    const changed = Buffer.from(parts.join('\n'));
    if (header === 0) return changed;
    const prefix = Buffer.alloc(8);
    prefix.writeUInt32LE(changed.length);
    return Buffer.concat([prefix, changed, bytes.subarray(header)]);
  });

/** A file after one to three accidents, or after somebody meddled with its JSON. */
export const damage: fc.Arbitrary<Change> = fc.oneof(accidents, accidents, meddling);

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Holds an error to what people are promised: a `UserError` of a documented kind that names the file and says what to do, in few words. */
export function expectRefusal(error: unknown, path: string, { lines = 1, leadsElsewhere = false } = {}): void {
  if (!(error instanceof UserError))
    throw new Error(`not refused but broken: ${error instanceof Error ? error.stack : String(error)}`);
  const { kind, message, place, remedy } = error;
  expect(['input', 'storage', 'environment']).toContain(kind);
  // A file that names others may be right, and they missing.
  if (leadsElsewhere) expect(place).toMatch(/\w/);
  else expect(`${place} ${message}`).toContain(basename(path));
  expect(remedy).toMatch(/\w.*[.?]$/s);
  expect(message.length).toBeLessThan(4000);
  expect(message.split('\n').length).toBeLessThanOrEqual(lines);
  expect(message).not.toMatch(acting);
}
