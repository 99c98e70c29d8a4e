import stringWidth from 'string-width';

/** Columns of a terminal that a text takes: two for a wide character, none for one that joins the last. */
export const displayWidth: (text: string) => number = stringWidth;

/** A line of text broken between words; what follows the first line stands under its text, behind the dash of a list. A word that is wider alone stays whole. */
export function brokenLine(line: string, width = Number.POSITIVE_INFINITY): string[] {
  if (displayWidth(line) <= width) return [line];
  const start = /^\s*(?:- )?/.exec(line)![0];
  const lines: string[] = [];
  for (const word of line.slice(start.length).split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${last === undefined ? start : ' '.repeat(start.length)}${word}`);
  }
  return lines;
}
