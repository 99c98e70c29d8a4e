import { expect, test } from 'vitest';
import { createTurns } from '../../src/playground/turns.ts';

test('one works at a time, in the order they came, so many wait, and a failure holds nobody up', async () => {
  const turns = createTurns(2);
  const log: string[] = [];
  let working = 0;
  const work = (name: string) => async (): Promise<string> => {
    expect(++working).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    working--;
    log.push(name);
    if (name === 'b') throw new Error('b fails');
    return name;
  };
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => turns.take(work(name)));
  expect(d).toBeUndefined();
  await expect(b).rejects.toThrow('b fails');
  expect([await a, await c]).toEqual(['a', 'c']);
  expect(await turns.take(work('e'))).toBe('e');
  expect(log).toEqual(['a', 'b', 'c', 'e']);
});
