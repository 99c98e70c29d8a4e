import { expect, test } from 'vitest';
import { assembleMovieLens, movieLensSets } from '../../src/catalogue/build-movielens.ts';
import type { MovieLens, Rating } from '../../src/catalogue/movielens.ts';
import { personFeatures } from '../../src/catalogue/movielens-features.ts';
import { leaveOneOutMoments, type Moment, temporalMoments } from '../../src/catalogue/movielens-moments.ts';
import { movieLensSource } from '../../src/catalogue/movielens-source.ts';
import { keywordRelevance } from '../../src/dataset/extended-relevance.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { writeDataset } from '../../src/dataset/write.ts';
import { createRandom } from '../../src/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Made up: 30 people who rate 25 of 60 films each, at any time. */
function world(): MovieLens {
  const random = createRandom(3);
  const films = Array.from({ length: 60 }, (_, i) => ({
    id: `f${String(i).padStart(4, '0')}`,
    title: i % 5 === 0 ? `Film ${i}, The` : `Film ${i}`,
    year: 1950 + (i % 40),
    genres: [['Drama', 'Comedy', 'War'][i % 3]!],
  }));
  const people = Array.from({ length: 30 }, (_, i) => ({
    id: `u${String(i).padStart(4, '0')}`,
    age: 20 + i,
    gender: i % 2 === 0 ? 'F' : 'M',
    occupation: i % 3 === 0 ? 'artist' : 'other',
  }));
  const ratings = people.flatMap((_, person): Rating[] =>
    Array.from(random.shuffle(Uint32Array.from(films.keys())).subarray(0, 25), (film) => ({
      person,
      film,
      value: 1 + random.below(5),
      time: random.below(100_000),
    })),
  );
  return { people, films, ratings: ratings.sort((a, b) => a.time - b.time) };
}

const made = world();
const ratingOf = (person: number, film: number): Rating =>
  made.ratings.find((rating) => rating.person === person && rating.film === film)!;

test('what a person is known by lies in the training period, before all that they are asked for', () => {
  const moments = temporalMoments(made);
  const latestTraining = made.ratings[Math.floor(0.8 * made.ratings.length)]!.time;
  expect(new Set(moments.map(({ part }) => part))).toEqual(new Set(['train', 'validation', 'test']));
  for (const { person, part, history, seen, liked } of moments) {
    expect(history.every(({ time }) => time < latestTraining)).toBe(true);
    const first = Math.min(...liked.map((film) => ratingOf(person, film).time));
    for (const film of seen) expect(ratingOf(person, film).time).toBeLessThanOrEqual(first);
    for (const { film } of history) expect(seen).toContain(film);
    expect(liked.every((film) => ratingOf(person, film).value >= 4 && !seen.includes(film))).toBe(true);
    if (part !== 'train') expect(liked.every((film) => ratingOf(person, film).time >= latestTraining)).toBe(true);
    else expect(liked.every((film) => ratingOf(person, film).time < latestTraining)).toBe(true);
  }
});

test('leave-one-out tests the last liked film of each person, and validates on the one before', () => {
  const moments = leaveOneOutMoments(made);
  const of = (person: number, part: Moment['part']) =>
    moments.filter((moment) => moment.person === person && moment.part === part);
  for (const person of made.people.keys()) {
    const liked = made.ratings.filter((rating) => rating.person === person && rating.value >= 4).map(({ film }) => film);
    if (liked.length < 3) continue;
    expect(of(person, 'test').map((moment) => moment.liked)).toEqual([[liked.at(-1)]]);
    expect(of(person, 'validation').map((moment) => moment.liked)).toEqual([[liked.at(-2)]]);
    for (const moment of of(person, 'train')) expect(moment.liked).not.toContain(liked.at(-1));
  }
});

test('the features of a person are attributes and what they had liked by then', () => {
  const [first] = temporalMoments(made).filter(({ part, history }) => part === 'test' && history.length > 5);
  const { data } = personFeatures(made, [first!]);
  const which = data.slice(-made.films.length);
  const liked = first!.history.filter(({ value }) => value >= 4).map(({ film }) => film);
  expect([...which].flatMap((value, film) => (value === 1 ? [film] : []))).toEqual(liked.toSorted((a, b) => a - b));
  expect(data[0]).toBe(made.people[first!.person]!.age);
});

test.each(movieLensSets)(
  '$name is a data set whose films are in every part and whose seen films are no candidates',
  async (definition) => {
    const dir = await temporaryFolder();
    const titles = { rows: made.films.length, columns: 2, data: new Float32Array(2 * made.films.length).map((_, i) => i) };
    await writeDataset(dir, assembleMovieLens(definition, made, titles, { id: 'toy' }));
    const dataset = await loadDataset(dir);
    const test = takePart(dataset, definition.split.name, 'test');
    expect(test.right.items).toHaveLength(made.films.length);
    expect(test.exclude!.columnOf.length).toBeGreaterThan(0);
    expect(new Set(test.left.items.map(({ unit }) => unit)).size).toBe(test.left.items.length);
    // Attributes and titles are no keywords that would make films near misses of each other.
    expect(keywordRelevance(test)).toBeUndefined();
  },
);

test('a folder that lacks the known files is refused with what to do', async () => {
  await expect(movieLensSource('nowhere', '.cache')).rejects.toMatchObject({
    kind: 'input',
    remedy: expect.stringContaining('wheel'),
  });
  await expect(movieLensSource(await temporaryFolder(), '.cache')).rejects.toMatchObject({ kind: 'storage' });
});
