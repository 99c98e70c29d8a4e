import type { Part } from '../types.ts';
import type { MovieLens, Rating } from './movielens.ts';

/** A person at one moment: what they had rated by then, and what they liked later. */
export interface Moment {
  readonly person: number;
  readonly part: Part;
  /** Tells moments of one person apart. */
  readonly name: string;
  /** Ratings that the person's features may be made of: of the training period alone, before the moment. */
  readonly history: readonly Rating[];
  /** Films rated before the moment: no candidates any more. */
  readonly seen: readonly number[];
  /** Films liked after it, within the period that the part is made of. */
  readonly liked: readonly number[];
}

/** A rating of at least this is a right answer; a film rated lower is none, and stays a candidate until it was seen. */
export const likedFrom = 4;

/** Moments of a person within the training period: before its ratings, and after a quarter, a half and three quarters of them. */
const trainingMoments = 4;

/**
 * By time over everybody: the first 80 % of all ratings train, the next 10 % validate, the last 10 % are tested. Nothing of later is known to anyone, and many
 * of the tested are people whom training has never met.
 */
export function temporalMoments(world: MovieLens): Moment[] {
  const { ratings } = world;
  const timeAt = (share: number): number => ratings[Math.floor(share * ratings.length)]!.time;
  const [validates, tests] = [timeAt(0.8), timeAt(0.9)];
  return momentsOf(world, ({ time }) => (time < validates ? 'train' : time < tests ? 'validation' : 'test'));
}

/** Each person's last liked film is tested, the one before it validates. Others' later ratings are in training, so popularity and tastes leak from later. */
export function leaveOneOutMoments(world: MovieLens): Moment[] {
  const last = new Map<Rating, Part>();
  for (const own of byPerson(world)) {
    const liked = own.filter(({ value }) => value >= likedFrom);
    if (liked.length < 3) continue;
    const [before, final] = liked.slice(-2) as [Rating, Rating];
    for (const rating of own.slice(own.indexOf(before))) last.set(rating, 'validation');
    for (const rating of own.slice(own.indexOf(final))) last.set(rating, 'test');
  }
  return momentsOf(world, (rating) => last.get(rating) ?? 'train');
}

function momentsOf(world: MovieLens, partOf: (rating: Rating) => Part): Moment[] {
  return byPerson(world).flatMap((own, person) => {
    const of = (part: Part): Rating[] => own.filter((rating) => partOf(rating) === part);
    const [train, validation, test] = [of('train'), of('validation'), of('test')];
    const films = (ratings: readonly Rating[]): number[] => ratings.map(({ film }) => film);
    const liked = (ratings: readonly Rating[]): number[] => films(ratings.filter(({ value }) => value >= likedFrom));
    const cuts = new Set(Array.from({ length: trainingMoments }, (_, k) => Math.floor((k * train.length) / trainingMoments)));
    const moments: Moment[] = [...cuts].map((cut) => {
      const history = train.slice(0, cut);
      return { person, part: 'train', name: `train-${cut}`, history, seen: films(history), liked: liked(train.slice(cut)) };
    });
    moments.push(
      { person, part: 'validation', name: 'validation', history: train, seen: films(train), liked: liked(validation) },
      { person, part: 'test', name: 'test', history: train, seen: films([...train, ...validation]), liked: liked(test) },
    );
    return moments.filter((moment) => moment.liked.length > 0);
  });
}

/** Ratings of each person, in order of time. */
function byPerson({ people, ratings }: MovieLens): Rating[][] {
  const own = people.map((): Rating[] => []);
  for (const rating of ratings) own[rating.person]!.push(rating);
  return own;
}
