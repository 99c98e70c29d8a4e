import type { Matrix } from '../types.ts';
import type { Film, MovieLens, Person } from './movielens.ts';
import { likedFrom, type Moment } from './movielens-moments.ts';

const vocabulary = (values: Iterable<string>): ReadonlyMap<string, number> =>
  new Map([...new Set(values)].sort().map((value, i) => [value, i]));

/** Values of rows of equal width as a matrix [rows, columns]. */
function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]!.length;
  const data = new Float32Array(rows.length * columns);
  for (const [i, row] of rows.entries()) data.set(row, i * columns);
  return { rows: rows.length, columns, data };
}

/**
 * People at their moments: age, gender and occupation, then of the films they had liked in training their number (its logarithm), mean year and share a genre, and
 * which they were: a first linear layer over these columns sums embeddings of the films liked, as factorised item models do (Kabbur et al., FISM, KDD 2013).
 */
export function personFeatures({ people, films }: MovieLens, moments: readonly Moment[]): Matrix {
  const occupations = vocabulary(people.map(({ occupation }) => occupation));
  const genres = vocabulary(films.flatMap((film) => film.genres));
  const attributes = ({ age, gender, occupation }: Person): number[] => [
    age,
    Number(gender === 'F'),
    ...Array.from(occupations.keys(), (name) => Number(name === occupation)),
  ];
  return matrixOf(
    moments.map(({ person, history }) => {
      const liked = history.filter(({ value }) => value >= likedFrom).map(({ film }) => film);
      const share = new Array<number>(genres.size).fill(0);
      for (const film of liked) for (const genre of films[film]!.genres) share[genres.get(genre)!]! += 1 / liked.length;
      const which = new Array<number>(films.length).fill(0);
      for (const film of liked) which[film] = 1;
      return [
        ...attributes(people[person]!),
        Math.log1p(liked.length),
        meanYear(liked.map((film) => films[film]!)),
        ...share,
        ...which,
      ];
    }),
  );
}

/** Years after 1900, over the films that have one; 0 where none has. */
function meanYear(films: readonly Film[]): number {
  const years = films.flatMap(({ year }) => (year === undefined ? [] : [year - 1900]));
  return years.length === 0 ? 0 : years.reduce((sum, year) => sum + year, 0) / years.length;
}

/** Films: the title as the text backbone sees it [M, D], genres, year after 1900 and whether it is known. */
export function filmFeatures(films: readonly Film[], titles: Matrix): Matrix {
  const genres = vocabulary(films.flatMap((film) => film.genres));
  return matrixOf(
    films.map((film, row) => [
      ...titles.data.subarray(row * titles.columns, (row + 1) * titles.columns),
      ...Array.from(genres.keys(), (genre) => Number(film.genres.includes(genre))),
      film.year === undefined ? 0 : film.year - 1900,
      Number(film.year !== undefined),
    ]),
  );
}

/** One column a thing, 1 where the row is of that thing: a linear layer over it is a table of embeddings. */
export const oneHot = (rows: readonly number[], count: number): Matrix => {
  const data = new Float32Array(rows.length * count);
  for (const [i, row] of rows.entries()) data[i * count + row] = 1;
  return { rows: rows.length, columns: count, data };
};
