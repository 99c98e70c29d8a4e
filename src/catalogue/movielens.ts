import { type AtomicFile, atomicColumn, readAtomic } from '../dataset/formats/recbole.ts';
import { compareBytewise } from '../dataset/identifiers.ts';
import type { MovieLensFiles } from './movielens-source.ts';

export interface Person {
  readonly id: string;
  readonly age: number;
  readonly gender: string;
  readonly occupation: string;
}

export interface Film {
  readonly id: string;
  readonly title: string;
  /** Left out where the file has none. */
  readonly year?: number;
  readonly genres: readonly string[];
}

/** A rating; `person` and `film` are rows. */
export interface Rating {
  readonly person: number;
  readonly film: number;
  readonly value: number;
  readonly time: number;
}

/** The ratings in order of time, equal times by person, then film; people and films in bytewise order of id. */
export interface MovieLens {
  readonly people: readonly Person[];
  readonly films: readonly Film[];
  readonly ratings: readonly Rating[];
}

const largestDigits = 4;
const padded = (prefix: string, id: string): string => prefix + id.padStart(largestDigits, '0');

/** Reads the three atomic files. Throws a `UserError` that names file and column for what is missing. */
export async function readMovieLens(files: MovieLensFiles): Promise<MovieLens> {
  const people = peopleOf(await readAtomic(files.user), files.user);
  const films = filmsOf(await readAtomic(files.item), files.item);
  const inter = await readAtomic(files.inter);
  const column = (name: string): readonly string[] => atomicColumn(inter, name, files.inter);
  const [users, items, values, times] = [column('user_id'), column('item_id'), column('rating'), column('timestamp')];
  const rowOf = (of: readonly { readonly id: string }[]): ReadonlyMap<string, number> =>
    new Map(of.map(({ id }, row) => [id, row]));
  const [personOf, filmOf] = [rowOf(people), rowOf(films)];
  const ratings = users.map((user, i): Rating => {
    const [person, film] = [personOf.get(padded('u', user)), filmOf.get(padded('f', items[i]!))];
    if (person === undefined || film === undefined)
      throw new Error(`internal: rating ${i} names no one, in a file that is known`);
    return { person, film, value: Number(values[i]), time: Number(times[i]) };
  });
  return { people, films, ratings: ratings.sort((a, b) => a.time - b.time || a.person - b.person || a.film - b.film) };
}

function peopleOf(file: AtomicFile, path: string): Person[] {
  const column = (name: string): readonly string[] => atomicColumn(file, name, path);
  const [ages, genders, occupations] = [column('age'), column('gender'), column('occupation')];
  return column('user_id')
    .map((id, i) => ({ id: padded('u', id), age: Number(ages[i]), gender: genders[i]!, occupation: occupations[i]! }))
    .sort((a, b) => compareBytewise(a.id, b.id));
}

function filmsOf(file: AtomicFile, path: string): Film[] {
  const column = (name: string): readonly string[] => atomicColumn(file, name, path);
  const [titles, years, genres] = [column('movie_title'), column('release_year'), column('class')];
  return column('item_id')
    .map((id, i) => ({
      id: padded('f', id),
      title: titles[i]!,
      ...(/^\d{4}$/.test(years[i]!) ? { year: Number(years[i]) } : {}),
      genres: genres[i]!.split(' '),
    }))
    .sort((a, b) => compareBytewise(a.id, b.id));
}
