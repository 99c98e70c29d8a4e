import { compareBytewise } from '../dataset/identifiers.ts';
import { partCodes } from '../dataset/part-codes.ts';
import { relevanceFromPairs } from '../dataset/relevance.ts';
import type { Item, Part, Relevance, Split } from '../types.ts';
import { firstNames, likeableThings } from './combination-words.ts';
import { crowdName, drawWorlds, pairedName, type WorldSizes } from './combination-worlds.ts';

const sizes: WorldSizes = { paired: { worlds: 4, people: 32 }, crowd: { people: 60, things: 300 } };
/** Any number would do; it is fixed so that everybody has the same worlds. */
const seed = 0;

export const combinations = {
  name: 'combinations',
  version: '1.0.0',
  description:
    'Questions "Who likes kayaks?" and people "Anna likes apples, kayaks, …", in the manner of LIMIT: any two people of a world are the right answer ' +
    'of one question. Worlds share no person and no thing.',
} as const;

/** The data set before its texts are encoded; every item has a text. */
export interface CombinationSet {
  readonly questions: readonly Item[];
  readonly people: readonly Item[];
  readonly relevance: Relevance;
  readonly splits: readonly (Split & { readonly description: string })[];
}

/** Draws the worlds from our word lists: a thing is a question, a person a text that tells what they like. The same on every machine. */
export function assembleCombinations(): CombinationSet {
  const fieldOf = new Map(Object.entries(likeableThings).flatMap(([field, things]) => things.map((thing) => [thing, field])));
  const worlds = drawWorlds(firstNames, [...fieldOf.keys()], sizes, seed);
  const questions = worlds
    .flatMap(({ name, things }) =>
      things.map((thing): Item => {
        const id = idOf(thing);
        return { id, unit: `thing/${id}`, text: `Who likes ${thing}?`, groups: [name, fieldOf.get(thing)!] };
      }),
    )
    .sort((a, b) => compareBytewise(a.id, b.id));
  const told = worlds
    .flatMap(({ name, people }) => people.map((person) => ({ ...person, world: name })))
    .sort((a, b) => compareBytewise(idOf(a.name), idOf(b.name)));
  const people = told.map(({ name, likes, world }): Item => {
    const id = idOf(name);
    return { id, unit: `person/${id}`, text: `${name} likes ${likes.join(', ')}.`, groups: [world] };
  });
  const rowOf = new Map(questions.map(({ id }, row) => [id, row]));
  const pairs = told.flatMap(({ likes }, column) => likes.map((thing) => ({ row: rowOf.get(idOf(thing))!, column, grade: 1 })));
  return {
    questions,
    people,
    relevance: relevanceFromPairs(questions.length, people.length, pairs),
    splits: splitsOf(questions, people),
  };
}

/** Items of the crowd are in training in every split, so what is fitted on them alone has seen nothing that is tested. */
export const isOfCrowd = ({ groups }: Item): boolean => groups![0] === crowdName;

const idOf = (words: string): string => words.toLowerCase().replaceAll(' ', '-');

/** Each paired world is tested once, the next one validates, the others and the crowd train. */
function splitsOf(questions: readonly Item[], people: readonly Item[]): CombinationSet['splits'] {
  const worlds = Array.from({ length: sizes.paired.worlds }, (_, index) => pairedName(index));
  return worlds.map((tested, index) => {
    const validating = worlds[(index + 1) % worlds.length]!;
    const partOf = (world: string): Part => (world === tested ? 'test' : world === validating ? 'validation' : 'train');
    const codes = (items: readonly Item[]): Uint8Array => Uint8Array.from(items, ({ groups }) => partCodes[partOf(groups![0]!)]);
    return {
      name: tested,
      description: `${tested} is tested, ${validating} validates, the other worlds and the crowd train; they share no person and no thing`,
      left: codes(questions),
      right: codes(people),
    };
  });
}
