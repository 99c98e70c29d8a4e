/** Lets one at a time work, in the order they came, and few wait. */
export interface Turns {
  /** Runs `work` when its turn comes. `undefined` at once where `most` wait already. */
  take<T>(work: () => Promise<T>): Promise<T> | undefined;
}

/** Networks use all threads that they were given, so that two queries at once would only slow each other down, and their times mean nothing. */
export function createTurns(most: number): Turns {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work) {
      if (waiting > most) return undefined;
      waiting++;
      const mine = last.then(work);
      last = mine.then(
        () => waiting--,
        () => waiting--,
      );
      return mine;
    },
  };
}
