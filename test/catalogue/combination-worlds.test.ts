import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstNames, likeableThings } from '../../src/catalogue/combination-words.ts';
import { drawWorlds, type World } from '../../src/catalogue/combination-worlds.ts';

const words = (count: number, kind: string): string[] => Array.from({ length: count }, (_, i) => `${kind}-${i}`);
const draw = (worlds: number, people: number, crowd: { people: number; things: number }, seed: number): World[] =>
  drawWorlds(words(400, 'name'), words(1000, 'thing'), { paired: { worlds, people }, crowd }, seed);

const anyWorlds = fc
  .record({
    worlds: fc.integer({ min: 1, max: 4 }),
    people: fc.integer({ min: 2, max: 16 }),
    seed: fc.integer({ min: 0, max: 99 }),
  })
  .map(({ worlds, people, seed }) => draw(worlds, people, { people: 20, things: 3 * people }, seed));
const check = (law: (drawn: World[]) => void): void => {
  fc.assert(fc.property(anyWorlds, law), { seed: 11, numRuns: 50 });
};
const isPaired = ({ name }: World): boolean => name !== 'crowd';

test('any two people of a paired world like exactly one thing in common, and every thing is liked by two', () => {
  check((drawn) => {
    for (const { people, things } of drawn.filter(isPaired)) {
      const shared = people.flatMap(({ likes }, i) =>
        people.slice(i + 1).map((other) => likes.filter((thing) => other.likes.includes(thing))),
      );
      expect(shared.every((common) => common.length === 1)).toBe(true);
      expect(shared.flat().sort()).toEqual([...things].sort());
    }
  });
});

test('no two worlds have a person or a thing in common, and nobody likes what another world has', () => {
  check((drawn) => {
    const [names, things] = [
      drawn.flatMap(({ people }) => people.map(({ name }) => name)),
      drawn.flatMap((world) => world.things),
    ];
    expect([new Set(names).size, new Set(things).size]).toEqual([names.length, things.length]);
    for (const world of drawn)
      for (const { likes } of world.people) expect(likes.every((thing) => world.things.includes(thing))).toBe(true);
  });
});

test('in the crowd everybody likes as many things as elsewhere, no thing twice, and things are liked evenly', () => {
  check((drawn) => {
    const [paired, crowd] = [drawn[0]!, drawn.at(-1)!];
    const liked = new Map(crowd.things.map((thing) => [thing, 0]));
    for (const { likes } of crowd.people) {
      expect(new Set(likes).size).toBe(paired.people.length - 1);
      for (const thing of likes) liked.set(thing, liked.get(thing)! + 1);
    }
    expect(Math.max(...liked.values()) - Math.min(...liked.values())).toBeLessThanOrEqual(1);
  });
});

test('a seed decides everything, and another gives other worlds', () => {
  const crowd = { people: 5, things: 20 };
  expect(draw(2, 8, crowd, 3)).toEqual(draw(2, 8, crowd, 3));
  expect(draw(2, 8, crowd, 4)).not.toEqual(draw(2, 8, crowd, 3));
});

test('too few words are no worlds', () => {
  expect(() => draw(4, 40, { people: 1, things: 40 }, 0)).toThrow('internal: 400 names and 1000 things for 161 and 3160');
});

test('the word lists have no word twice, no name that is a thing, and no mark that a list of likes uses', () => {
  const things = Object.values(likeableThings).flat();
  const all = [...things, ...firstNames.map((name) => name.toLowerCase())];
  const counts = new Map<string, number>();
  for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > 1)).toEqual([]);
  expect(things.filter((thing) => !/^[a-z]+( [a-z]+)*$/.test(thing))).toEqual([]);
});
