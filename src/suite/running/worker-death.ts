interface Death {
  readonly meaning: string;
  readonly remedy: string;
}

const again = '--resume tries it again.';
const native: Death = {
  meaning: 'as a native library does that fails or has no memory left',
  remedy: `Run matchbench doctor, and see that there is enough memory; ${again}`,
};

/** What a signal that ended a worker most often means. */
const deaths: Readonly<Record<string, Death>> = {
  SIGKILL: {
    meaning: 'as the system does when memory runs out',
    remedy: `See that there is enough memory: close other programs, raise the limit of the container, or use a smaller batchSize; ${again}`,
  },
  SIGABRT: native,
  SIGSEGV: native,
  SIGBUS: native,
  SIGTRAP: native,
  SIGILL: {
    meaning: 'a native library uses instructions that this processor lacks',
    remedy: 'Run matchbench doctor to see which; build that library for this machine, or remove it.',
  },
  SIGXCPU: { meaning: 'its limit of CPU time was used up', remedy: `Raise the limit (ulimit -t); ${again}` },
  SIGXFSZ: { meaning: 'its limit of file size was reached', remedy: `Raise the limit (ulimit -f); ${again}` },
};

/** How a worker ended that gave no result, for a person. `said`: the last lines it printed. */
export function describeDeath(
  code: number | null,
  signal: NodeJS.Signals | null,
  said: readonly string[],
): { readonly message: string; readonly remedy: string } {
  const death = signal === null ? undefined : deaths[signal];
  const meaning = death === undefined ? '' : ` (${death.meaning})`;
  const how = signal === null ? `with exit code ${code}` : `killed by ${signal}${meaning}`;
  const tail = said.length > 0 ? `; it last said: ${said.join(' | ')}` : '';
  return { message: `the worker ended early, ${how}${tail}`, remedy: death?.remedy ?? `Try again: ${again}` };
}
