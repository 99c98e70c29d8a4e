import pc from 'picocolors';
import { UserError } from '../errors.ts';

// picocolors alone would also colour a pipe where CI is set.
const { red, bold } = pc.createColors(
  pc.isColorSupported && (process.stderr.isTTY === true || process.env.FORCE_COLOR !== undefined),
);

/** An error for the person at the terminal: what, where, what to do. A defect keeps its stack. */
export function describeError(error: unknown): string {
  const head = red(bold('error:'));
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
