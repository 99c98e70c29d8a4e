/** One JSON value on standard output, for other programs. */
export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
