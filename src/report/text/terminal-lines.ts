import stringWidth from 'string-width';

/** Columns of a terminal that a text takes: two for a wide character, none for one that joins the last. */
export const displayWidth: (text: string) => number = stringWidth;

/** What the text of a line stands behind: the dash of a list, or a term and two spaces. */
const head = /^\s*(?:- |\S+ {2,})?/;
/** A command is copied from the terminal, which a line break of ours would end. */
const command = /^\s*\$ /;

/**
 * A line of text broken between words; what follows the first line stands under its text. A word that is wider alone stays whole, and so does a command
 * (`$ matchbench …`).
 */
export function brokenLine(line: string, width = Number.POSITIVE_INFINITY): string[] {
  if (displayWidth(line) <= width || command.test(line)) return [line];
  const found = head.exec(line)![0];
  const start = displayWidth(found) > width / 2 ? /^\s*/.exec(line)![0] : found;
  const lines: string[] = [];
  for (const [, gap, word] of line.slice(start.length).matchAll(/(\s*)(\S+)/g)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(`${start}${gap!}${word!}`);
    else if (displayWidth(last) + displayWidth(gap!) + displayWidth(word!) <= width)
      lines[lines.length - 1] = `${last}${gap!}${word!}`;
    else lines.push(`${' '.repeat(displayWidth(start))}${word!}`);
  }
  return lines;
}
