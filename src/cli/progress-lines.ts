/** Tells how far a phase is: a line at every tenth, so that a log stays short. */
export function progressLines(stream: NodeJS.WritableStream): (phase: string, done: number, total: number) => void {
  let last = '';
  return (phase, done, total) => {
    const line = `${phase} ${Math.floor((10 * done) / Math.max(1, total)) * 10} %`;
    if (line !== last) stream.write(`${line}\n`);
    last = line;
  };
}
