/** What is closed once it is no longer needed. */
export interface Closable {
  close(): Promise<void>;
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
