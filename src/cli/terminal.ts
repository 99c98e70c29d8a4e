/** Columns of the terminal that standard output is; undefined where it is a pipe or a file, whose readers want whole rows. */
export const terminalWidth = (): number | undefined => (process.stdout.isTTY ? process.stdout.columns || undefined : undefined);

/** Text for a person on standard output: a terminal cuts no word of it in two. */
export async function printText(text: string): Promise<void> {
  const width = terminalWidth();
  if (width === undefined) return void process.stdout.write(text);
  // Loaded here and not above: the command line starts without any package but its own.
  const { brokenLine } = await import('../report/text/terminal-lines.ts');
  const lines = text.split('\n').flatMap((line) => brokenLine(line, width));
  process.stdout.write(lines.join('\n'));
}
