import { counted } from '../../counted.ts';
import { forEachLine } from '../../dataset/lines.ts';
import { shown } from '../../errors.ts';
import { refuse } from '../refuse.ts';

/** Of every query, its candidates and what belongs to each: a score, or a grade. */
export type Judged = ReadonlyMap<string, ReadonlyMap<string, number>>;

const correct = 'Correct the line, or leave it out.';

/**
 * Reads a TREC run: `query Q0 candidate rank score tag`, spaces or tabs between. Scores order the candidates; ranks and the order of lines mean nothing, as for
 * trec_eval. Throws a `UserError` that names the line.
 */
export async function readTrecRun(path: string): Promise<Judged> {
  return readJudged(path, ([query, , candidate, , score, ...tag], place) => {
    if (score === undefined || tag.length > 1)
      throw refuse(place, 'The line is not "query Q0 candidate rank score tag".', correct);
    return [query!, candidate!, numberOf(score, 'score', place)];
  });
}

/**
 * Reads relevance judgements: TREC's `query 0 candidate grade`, or the three columns of BEIR below their header `query-id corpus-id score`. Grades of 0 and less
 * are wrong. Throws a `UserError` that names the line.
 */
export async function readTrecQrels(path: string): Promise<Judged> {
  let columns = 4;
  return readJudged(path, (fields, place) => {
    if (fields[0] === 'query-id') {
      columns = 3;
      return undefined;
    }
    if (fields.length !== columns)
      throw refuse(
        place,
        `The line has ${counted(fields.length, 'field')} where ${columns} were expected: "query 0 candidate grade".`,
        correct,
      );
    const grade = numberOf(fields.at(-1)!, 'grade', place);
    if (!Number.isInteger(grade) || grade > 255)
      throw refuse(place, `The grade ${grade} is not a whole number up to 255.`, correct);
    return [fields[0]!, fields.at(-2)!, grade];
  });
}

/** Reads which unit (family) each query belongs to: `query unit`. Throws a `UserError` that names the line. */
export async function readUnits(path: string): Promise<ReadonlyMap<string, string>> {
  const units = new Map<string, string>();
  await forEachLine(path, (line, place) => {
    const [query, unit, ...rest] = line.trim().split(/[ \t]+/);
    if (unit === undefined || rest.length > 0) throw refuse(place, 'The line is not "query unit".', correct);
    if (units.has(query!)) throw refuse(place, `The query ${shown(query)} is there twice.`, correct);
    units.set(query!, unit);
  });
  return units;
}

async function readJudged(
  path: string,
  take: (fields: readonly string[], place: string) => readonly [query: string, candidate: string, value: number] | undefined,
): Promise<Judged> {
  const queries = new Map<string, Map<string, number>>();
  await forEachLine(path, (line, place) => {
    const taken = take(line.trim().split(/[ \t]+/), place);
    if (taken === undefined) return;
    const [query, candidate, value] = taken;
    const candidates = queries.get(query) ?? new Map<string, number>();
    if (candidates.has(candidate))
      throw refuse(place, `The candidate ${shown(candidate)} of query ${shown(query)} is there twice.`, correct);
    candidates.set(candidate, value);
    queries.set(query, candidates);
  });
  if (queries.size === 0) throw refuse(path, 'The file is empty.', 'Check that this is the right file.');
  return queries;
}

function numberOf(text: string, what: string, place: string): number {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw refuse(place, `The ${what} ${shown(text)} is no number.`, correct);
}
