import { shown } from '../errors.ts';

/** Names that reach an object's prototype when they are used as keys. */
export const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const deepest = 64;
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Looks for what `JSON.parse` lets pass: nesting, keys that are there twice, keys that reach a prototype. `refuse` is told the reason and must
 * throw. Texts that are not JSON may pass.
 */
export function refuseOddJson(text: string, refuse: (reason: string) => never): void {
  // One entry an open container: the keys of an object so far, undefined for an array.
  const open: (Set<string> | undefined)[] = [];
  let keyExpected = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      if (keyExpected) {
        takeKey(text.slice(at, end + 1), open.at(-1)!, (reason) => refuse(`${reason} in line ${lineOf(text, at)}`));
        keyExpected = false;
      }
      at = end;
    } else if (code === openBrace || code === openBracket) {
      if (open.length === deepest) refuse(`is nested more than ${deepest} deep in line ${lineOf(text, at)}`);
      open.push(code === openBrace ? new Set() : undefined);
      keyExpected = code === openBrace;
    } else if (code === closeBrace || code === closeBracket) {
      open.pop();
      keyExpected = false;
    } else if (code === comma) {
      keyExpected = open.at(-1) !== undefined;
    }
  }
}

function takeKey(literal: string, keys: Set<string>, refuse: (reason: string) => never): void {
  const key = unescaped(literal);
  if (forbiddenNames.has(key)) refuse(`has the key ${shown(key)}`);
  if (keys.has(key)) refuse(`has the key ${shown(key)} twice`);
  keys.add(key);
}

/** A literal that is not JSON is left as it is: parsing will refuse it. */
function unescaped(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

/** Place of the closing quotation mark; the last of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return text.length - 1;
}

const lineOf = (text: string, at: number): number => {
  let line = 1;
  for (let feed = text.indexOf('\n'); feed !== -1 && feed < at; feed = text.indexOf('\n', feed + 1)) line++;
  return line;
};
