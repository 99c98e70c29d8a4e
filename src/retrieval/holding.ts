/** What is closed once it is no longer needed. */
export interface Closable {
  close(): Promise<void>;
}

/** Uses what was opened and closes it, also where using it fails. */
export async function whileOpen<Part extends Closable, Result>(
  part: Part,
  use: (part: Part) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(part);
  } finally {
    await part.close();
  }
}

/** Everything that was opened for one scorer: closed with it, and where opening it fails half way. */
export interface Holding extends Closable {
  /** Keeps in mind that this has to be closed. */
  hold<T extends Closable>(part: T): T;
}

export function createHolding(): Holding {
  const held: Closable[] = [];
  return {
    hold(part) {
      held.push(part);
      return part;
    },
    async close() {
      // What was opened last may stand on what was opened first.
      for (let part = held.pop(); part !== undefined; part = held.pop()) await part.close();
    },
  };
}
