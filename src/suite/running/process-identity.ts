import { readIfThere } from './read-if-there.ts';

/**
 * When a process began, in clock ticks since boot, where the system tells: with it a pid means one process only. Undefined also for one that is dead and whose
 * parent has not noticed. Fields 3 and 22 of /proc/<pid>/stat; the command name before them may hold spaces and ends at the last parenthesis.
 */
export function birth(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** Whether the process still runs. A process of another user counts as running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
