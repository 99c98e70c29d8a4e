import { CST, Lexer } from 'yaml';

/** More than any suite needs; what composes a document takes time and stack that grow with the square of these, or worse. */
const deepest = 16;
const mostSeparators = 4_000;

/** Something in a YAML text that is refused before the document is composed. */
export interface YamlExcess {
  readonly offset: number;
  readonly message: string;
}

/**
 * Nesting, keys marked by `?`, and the number of separators, from the tokens alone, which takes time in proportion to the text. The first of them that
 * is too much, if any.
 */
export function yamlExcess(text: string): YamlExcess | undefined {
  let offset = 0;
  let flow = 0;
  // Indicators of block collections that are nested on one line; across lines, nesting is bounded by the indentation it takes.
  let onLine = 0;
  let separators = 0;
  for (const token of new Lexer().lex(text)) {
    switch (CST.tokenType(token)) {
      case 'newline':
        onLine = 0;
        break;
      case 'flow-map-start':
      case 'flow-seq-start':
        flow++;
        break;
      case 'flow-map-end':
      case 'flow-seq-end':
        flow--;
        break;
      case 'explicit-key-ind':
        return { offset, message: 'a key marked by "?" is not read; write it as "key: value"' };
      case 'seq-item-ind':
        onLine++;
        separators++;
        break;
      case 'map-value-ind':
      case 'comma':
        separators++;
        break;
      default:
    }
    if (flow + onLine > deepest) return { offset, message: `values are nested more than ${deepest} deep` };
    if (separators > mostSeparators) return { offset, message: `there are more than ${mostSeparators} keys and values` };
    offset += isMark(token) ? 0 : token.length;
  }
  return undefined;
}

/** Tokens that the lexer adds by itself: start of a document, end of a broken flow, start of a scalar. */
const isMark = (token: string): boolean => token === CST.DOCUMENT || token === CST.FLOW_END || token === CST.SCALAR;
