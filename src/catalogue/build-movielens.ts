import { join } from 'node:path';
import { compareBytewise } from '../dataset/identifiers.ts';
import { everyPart, partCodes } from '../dataset/part-codes.ts';
import { type RelevantPair, relevanceFromPairs } from '../dataset/relevance.ts';
import { type DatasetContents, type SideContents, writeDataset } from '../dataset/write.ts';
import { openTextBackbone } from '../features/backbone.ts';
import type { Item, Matrix } from '../types.ts';
import { identify, textBackbone } from './backbones.ts';
import type { BuildOptions } from './build-options.ts';
import { type Film, type MovieLens, readMovieLens } from './movielens.ts';
import { filmFeatures, oneHot, personFeatures } from './movielens-features.ts';
import { leaveOneOutMoments, likedFrom, type Moment, temporalMoments } from './movielens-moments.ts';
import { movieLensFiles, movieLensSource } from './movielens-source.ts';

export interface MovieLensDefinition {
  readonly name: string;
  readonly description: string;
  readonly split: { readonly name: string; readonly description: string; readonly moments: (world: MovieLens) => Moment[] };
  /** What models see: attributes, history and content, or nothing but who and which. */
  readonly features: 'content' | 'ids';
}

const temporal: MovieLensDefinition['split'] = {
  name: 'temporal',
  description:
    'the first 80 % of all ratings by time train, the next 10 % validate, the last 10 % are tested; films are in every part',
  moments: temporalMoments,
};
const leaveOneOut: MovieLensDefinition['split'] = {
  name: 'leave-one-out',
  description:
    "each person's last liked film is tested, the one before it validates; later ratings of others are in training, which leaks",
  moments: leaveOneOutMoments,
};

export const movieLensSets: readonly MovieLensDefinition[] = [
  {
    name: 'ml-100k',
    description:
      'MovieLens-100K: people at a moment ↔ films that they like later. Split by time. Fetched, never passed on: its licence forbids it.',
    split: temporal,
    features: 'content',
  },
  {
    name: 'ml-100k-leave-one-out',
    description:
      'MovieLens-100K with the last liked film of each person tested: to compare with papers, as it leaks later interactions.',
    split: leaveOneOut,
    features: 'content',
  },
  {
    name: 'ml-100k-ids',
    description:
      'MovieLens-100K split by time, where models see only who and which: towers are matrix factorisation, fusions neural collaborative filtering.',
    split: temporal,
    features: 'ids',
  },
];

/** Builds one of the sets from the files of the user, or those that pip fetches. */
export async function buildMovieLens(definition: MovieLensDefinition, outDir: string, options: BuildOptions): Promise<void> {
  const { modelsDir, cacheDir, onProgress, from } = options;
  const backbone = definition.features === 'ids' ? { id: 'none' } : await identify(modelsDir, textBackbone);
  onProgress?.('fetch', 0, 1);
  const world = await readMovieLens(await movieLensSource(from, cacheDir));
  onProgress?.('fetch', 1, 1);
  const titles = definition.features === 'ids' ? undefined : await encodeTitles(world.films, options);
  onProgress?.('write', 0, 1);
  await writeDataset(outDir, assembleMovieLens(definition, world, titles, backbone, options.storage));
  onProgress?.('write', 1, 1);
}

/** The data set; `titles` [M, D] are features of the films' titles, in their order. */
export function assembleMovieLens(
  { name, description, split, features }: MovieLensDefinition,
  world: MovieLens,
  titles: Matrix | undefined,
  backbone: SideContents['backbone'],
  storage: SideContents['storage'] = 'I8',
): DatasetContents {
  const idOf = ({ person, name: moment }: Moment): string => `${world.people[person]!.id}-${moment}`;
  const moments = split.moments(world).toSorted((a, b) => compareBytewise(idOf(a), idOf(b)));
  const pairsOf = (films: (moment: Moment) => readonly number[]): RelevantPair[] =>
    moments.flatMap((moment, row) => [...new Set(films(moment))].map((column) => ({ row, column, grade: 1 })));
  const relevance = (films: (moment: Moment) => readonly number[]) =>
    relevanceFromPairs(moments.length, world.films.length, pairsOf(films));
  const side = (label: string, items: readonly Item[], matrix: Matrix, of: SideContents['backbone']): SideContents => ({
    name: label,
    items,
    features: { global: matrix },
    storage,
    backbone: of,
  });
  // No text is a list between commas alone: its parts would be keywords, and a film no near miss because somebody of that age likes it.
  const users = moments.map((moment): Item => {
    const { age, gender, occupation } = world.people[moment.person]!;
    const text = [age, gender, occupation, `${moment.history.length} films rated`].join(' · ');
    return { id: idOf(moment), unit: world.people[moment.person]!.id, text, groups: [historyGroup(moment.history.length)] };
  });
  const trained = trainingCounts(moments, world);
  const films = world.films.map(({ id, title, year, genres }, film): Item => {
    const text = `${title}${year === undefined ? '' : ` (${year})`}: ${genres.join(', ')}`;
    return { id, unit: id, text, groups: [ratedGroup(trained[film]!)] };
  });
  const [left, right] =
    titles === undefined || features === 'ids'
      ? [
          oneHot(
            moments.map(({ person }) => person),
            world.people.length,
          ),
          oneHot([...films.keys()], films.length),
        ]
      : [personFeatures(world, moments), filmFeatures(world.films, titles)];
  return {
    name,
    version: '1.0.1',
    description,
    left: side('user', users, left, { id: 'none' }),
    right: side('film', films, right, backbone),
    relevance: relevance(({ liked }) => liked),
    exclude: relevance(({ seen }) => seen),
    splits: [
      {
        name: split.name,
        description: `${split.description}; right answers are films rated ${likedFrom} or more`,
        left: Uint8Array.from(moments, ({ part }) => partCodes[part]),
        right: new Uint8Array(films.length).fill(everyPart),
      },
    ],
    sources: [
      {
        name: 'MovieLens-100K, GroupLens, University of Minnesota',
        version: `sha256 ${Object.values(movieLensFiles)
          .map(({ sha256 }) => sha256.slice(0, 16))
          .join(' ')}`,
        licence: 'research use, no redistribution (grouplens.org/datasets/movielens/100k)',
        attribution: 'Harper and Konstan, The MovieLens Datasets: History and Context, ACM TiiS 5(4), 2015',
      },
    ],
  };
}

const historyGroup = (rated: number): string => (rated === 0 ? 'no history' : rated < 20 ? '1 to 19 rated' : '20 or more rated');
const ratedGroup = (times: number): string =>
  times === 0 ? 'never rated in training' : times < 20 ? 'rated 1 to 19 times in training' : 'rated 20 or more times in training';

/** How often each film was rated in the training period: by what the people's last moments know of it. */
function trainingCounts(moments: readonly Moment[], { films, people }: MovieLens): number[] {
  const rated = people.map(() => new Set<number>());
  for (const { person, part, history, liked } of moments) {
    for (const { film } of history) rated[person]!.add(film);
    if (part === 'train') for (const film of liked) rated[person]!.add(film);
  }
  const counts = new Array<number>(films.length).fill(0);
  for (const own of rated) for (const film of own) counts[film]!++;
  return counts;
}

async function encodeTitles(films: readonly Film[], { modelsDir, threads, onProgress }: BuildOptions): Promise<Matrix> {
  const backbone = await openTextBackbone(join(modelsDir, textBackbone.id), { threads });
  try {
    return await backbone.encode(
      films.map(({ title }) => title),
      { onProgress: (done, total) => onProgress?.('encode texts', done, total) },
    );
  } finally {
    await backbone.close();
  }
}
