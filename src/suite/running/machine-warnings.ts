import { counted } from '../../counted.ts';
import type { MachineFacts } from '../../record.ts';
import type { Warning } from '../../types.ts';

/** What the machine gives to doubt in every time that is taken on it, known before anything is measured. */
export function machineWarnings(threads: number, { cores, cpuFlags, governor }: MachineFacts): Warning[] {
  const warnings: Warning[] = [];
  // Threads that share a core wait for each other: the run goes on, and its times say so.
  if (threads > cores) {
    warnings.push({
      code: 'few-cores',
      message: `The suite asks for ${counted(threads, 'thread')}; this process may use ${counted(cores, 'core')}.`,
      remedy: `Run with --threads ${cores}, or allow more cores.`,
    });
  }
  // macOS on Apple silicon and Windows tell none.
  if (cpuFlags.length === 0) {
    warnings.push({
      code: 'cpu-features-unknown',
      message:
        'The system does not tell which instructions the processor has, so the machine id cannot tell two processors apart by them.',
      remedy: 'Compare times with those of another machine only where both are of one model.',
    });
  }
  if (governor !== undefined && governor !== 'performance') {
    warnings.push({
      code: 'clock-governor',
      message: `The clock of the processor is governed by “${governor}”: it changes with the load.`,
      remedy: 'Set the governor to performance before times are compared with others.',
    });
  }
  return warnings;
}
