import { exitCodes } from '../errors.ts';
import type { CellRecord } from '../record.ts';

/** What a run leaves to say when its cells are through. */
export interface RunEnding {
  /** For standard error: what failed, where, what to do, and the command that tries it again. */
  readonly text: string;
  readonly exitCode: number;
}

/**
 * How a command ends that carried out cells. A machine that lacks something is no defect: it has its own exit code, unless a cell failed of something
 * else too.
 */
export function runEnding(
  { failed, interrupted }: { readonly failed: readonly Pick<CellRecord, 'id' | 'failure'>[]; readonly interrupted: boolean },
  goOn: string,
): RunEnding {
  const lines = failed.flatMap(({ id, failure }) => [
    `failed: ${id}: ${failure?.message}`,
    ...(failure?.place === undefined || failure.place === id ? [] : [`  at ${failure.place}`]),
    ...(failure?.remedy === undefined ? [] : [`  ${failure.remedy}`]),
  ]);
  if (failed.length > 0 && !interrupted) lines.push(`try them again with: ${goOn}`);
  const text = lines.map((line) => `${line}\n`).join('');
  if (interrupted) return { text, exitCode: exitCodes.interrupted };
  if (failed.length === 0) return { text, exitCode: exitCodes.ok };
  const lacking = failed.every(({ failure }) => failure?.kind === 'environment');
  return { text, exitCode: exitCodes[lacking ? 'environment' : 'internal'] };
}
