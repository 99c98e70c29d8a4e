import type { RunRecord } from '../types.ts';
import { type Orchestration, type Outcome, orchestrate } from './orchestrate.ts';
import { openStore } from './store.ts';

export interface RunToEnd extends Omit<Orchestration, 'store' | 'signal' | 'header'> {
  readonly out: string;
  readonly resume: boolean;
  /** Builds the head of the record; given the record that is resumed. */
  readonly header: (earlier: RunRecord | undefined) => Orchestration['header'];
}

/**
 * Opens OUT, carries out the plan and closes it again. SIGINT, SIGTERM and SIGHUP end the running worker at once; the record then says that the
 * run was interrupted.
 */
export async function runToEnd(run: RunToEnd): Promise<Outcome> {
  const store = openStore(run.out, run.resume);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  try {
    return await orchestrate({ ...run, store, header: run.header(store.record), signal: stop.signal });
  } finally {
    for (const name of signals) process.off(name, onSignal);
    store.close();
  }
}
