import Table from 'cli-table3';

/** Characters that every terminal has in a line. */
const everyWidth = 80;
const gap = 2;

const noLines = Object.fromEntries(
  ['top', 'bottom', 'left', 'mid', 'right'].flatMap((side) => [
    [side, ''],
    [`${side}-mid`, ''],
    [`${side}-left`, ''],
    [`${side}-right`, ''],
  ]),
);

/** Columns without lines between them. What is too wide for them together is broken in the last, at words, and in the first. */
export function tableOf(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  texts: readonly number[],
  width = everyWidth,
): string[] {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]!.length)));
  const excess = (): number => widths.reduce((sum, one) => sum + one, gap * (widths.length - 1)) - width;
  for (const i of [widths.length - 1, 0]) {
    // A column is never made narrower than its longest word, but for the names of models.
    const words = [heads[i]!, ...rows.map((row) => row[i]!)].flatMap((text) => text.split(' '));
    const least = i === 0 ? 20 : Math.max(...words.map(({ length }) => length));
    widths[i] = Math.max(Math.min(widths[i]!, least), widths[i]! - Math.max(0, excess()));
  }
  const table = new Table({
    head: [...heads],
    chars: { ...noLines, middle: ' '.repeat(gap) },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    colAligns: heads.map((_, i) => (texts.includes(i) ? 'left' : 'right')),
    colWidths: widths,
    wordWrap: true,
    wrapOnWordBoundary: false,
  });
  table.push(...rows.map((row) => [...row.slice(0, -1), brokenAtWords(row.at(-1)!, widths.at(-1)!)]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** As many words a line as fit. */
function brokenAtWords(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
