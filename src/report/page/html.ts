import { gzipSync } from 'node:zlib';
import { plainText } from '../text/escape.ts';

/** Markup that was made here: it goes into a page as it is. Anything else is text. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
  toString(): string {
    return this.markup;
  }
}

export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/** Longer texts are cut: nobody reads them, and a record may come from anyone. */
const longestText = 4_000;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as one that is shown and does nothing else, in an element or in a quoted attribute; no control or bidirectional characters. */
const escapeHtml = (text: string): string => plainText(cut(text, longestText)).replace(/[&<>"']/g, (found) => entities[found]!);

/** At most that many characters, with a sign where something was left out. */
export const cut = (text: string, longest: number): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

const markupOf = (value: HtmlValue): string => {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(markupOf).join('');
  return escapeHtml(String(value));
};

/** Markup with values: texts and numbers are escaped, `undefined` and `false` leave nothing, lists are joined. */
export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  new Html(strings.reduce((markup, part, i) => markup + markupOf(values[i - 1]) + part));

/** A text as base64 of gzip, which can stand inside any element. */
export const packed = (text: string): Html => new Html(gzipSync(text, { level: 9 }).toString('base64'));
