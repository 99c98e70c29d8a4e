// @ts-check
import { createInterface } from 'node:readline';

/**
 * Answers every JSON line on stdin, `{ "do": name, … }`, with what the action of that name gives, as a JSON line.
 * @param {Readonly<Record<string, (message: any) => unknown>>} actions
 */
export async function serve(actions) {
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    const action = actions[message.do];
    if (action === undefined) throw new Error(`there is no action ${message.do}`);
    process.stdout.write(`${JSON.stringify((await action(message)) ?? null)}\n`);
  }
}

/** Milliseconds that some work takes. @param {() => unknown} work */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
