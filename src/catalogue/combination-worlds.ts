import { createRandom, deriveSeed, type Random } from '../random.ts';

/** Some people and things that no other world has, and who likes what. */
export interface World {
  readonly name: string;
  readonly people: readonly Person[];
  readonly things: readonly string[];
}

export interface Person {
  readonly name: string;
  /** In the order in which they are told. */
  readonly likes: readonly string[];
}

export interface WorldSizes {
  /** Worlds in which every two people share exactly one thing: n people, n(n − 1)/2 things. */
  readonly paired: { readonly worlds: number; readonly people: number };
  /** One more world, in which each likes as many things as there, and every thing is liked by several. */
  readonly crowd: { readonly people: number; readonly things: number };
}

/** Names of the worlds: the crowd, and the paired ones by number. */
export const crowdName = 'crowd';
export const pairedName = (index: number): string => `world-${index}`;

/**
 * Deals names and things to worlds by seed. In a paired world any two people are the right answer of one question, as in LIMIT
 * (Weller et al. 2025, arXiv 2508.21038): no ranking of its people by one number would do.
 */
export function drawWorlds(
  names: readonly string[],
  things: readonly string[],
  { paired, crowd }: WorldSizes,
  seed: number,
): World[] {
  const thingsAWorld = (paired.people * (paired.people - 1)) / 2;
  const wanted = {
    names: paired.worlds * paired.people + crowd.people,
    things: paired.worlds * thingsAWorld + crowd.things,
  };
  if (names.length < wanted.names || things.length < wanted.things)
    throw new Error(`internal: ${names.length} names and ${things.length} things for ${wanted.names} and ${wanted.things}`);
  const random = createRandom(deriveSeed(seed, 'worlds'));
  const nameDeck = random.shuffle([...names]);
  const thingDeck = random.shuffle([...things]);
  const deal = (name: string, people: number, count: number, likes: number[][]): World => {
    const dealt = thingDeck.splice(0, count);
    const told = nameDeck
      .splice(0, people)
      .map((person, index) => ({ name: person, likes: random.shuffle(likes[index]!.map((thing) => dealt[thing]!)) }));
    return { name, people: told, things: dealt };
  };
  const worlds = Array.from({ length: paired.worlds }, (_, index) =>
    deal(pairedName(index), paired.people, thingsAWorld, pairwise(paired.people)),
  );
  return [...worlds, deal(crowdName, crowd.people, crowd.things, evenly(crowd.people, crowd.things, paired.people - 1, random))];
}

/** Numbers of the things each likes: the next thing for every two people. */
function pairwise(people: number): number[][] {
  const likes = Array.from({ length: people }, (): number[] => []);
  let thing = 0;
  for (let first = 0; first < people; first++) {
    for (let second = first + 1; second < people; second++) {
      likes[first]!.push(thing);
      likes[second]!.push(thing);
      thing++;
    }
  }
  return likes;
}

/** Each in turn likes the things that the fewest like so far, equals drawn by lot. */
function evenly(people: number, things: number, each: number, random: Random): number[][] {
  const liked = new Uint32Array(things);
  return Array.from({ length: people }, () => {
    const drawn = random.shuffle(Array.from(liked.keys()));
    const chosen = drawn.sort((a, b) => liked[a]! - liked[b]!).slice(0, each);
    for (const thing of chosen) liked[thing]!++;
    return chosen;
  });
}
