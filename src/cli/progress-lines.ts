/** Tells how far a phase is and how long it will take: a line at every tenth, so that a log stays short. */
export function progressLines(stream: NodeJS.WritableStream): (phase: string, done: number, total: number) => void {
  let last = '';
  let current = { phase: '', since: 0, from: 0 };
  return (phase, done, total) => {
    if (phase !== current.phase) current = { phase, since: performance.now(), from: done };
    const line = `${phase} ${Math.floor((10 * done) / Math.max(1, total)) * 10} %`;
    if (line === last) return;
    last = line;
    const [made, seconds] = [done - current.from, (performance.now() - current.since) / 1000];
    stream.write(
      made > 0 && done < total ? `${line}, about ${Math.ceil((seconds / made) * (total - done))} s left\n` : `${line}\n`,
    );
  };
}
