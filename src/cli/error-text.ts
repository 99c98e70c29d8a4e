import pc from 'picocolors';
import { UserError } from '../errors.ts';

/** An error for the person at the terminal: what, where, what to do. A defect keeps its stack. */
export function describeError(error: unknown): string {
  const head = pc.red(pc.bold('error:'));
  if (!(error instanceof UserError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${head} this is a defect of matchbench, please report it\n${stack}\n`;
  }
  const { message, place, remedy } = error;
  const lines = [`${head} ${message}`];
  if (place !== undefined && !message.includes(place)) lines.push(`  at ${place}`);
  if (remedy !== undefined) lines.push(`  ${remedy}`);
  return `${lines.join('\n')}\n`;
}
