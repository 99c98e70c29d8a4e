import { forEachLine } from '../../dataset/lines.ts';
import { refuse } from '../refuse.ts';
import type { Table } from '../table.ts';

const columns: readonly string[] = ['query', 'candidate', 'grade'];

/** TREC judgements (`.qrels`: query 0 candidate grade, spaces or tabs between) as a table of pairs. Throws a `UserError` that names the line. */
export const openTrecTable = async (path: string): Promise<Table> => ({
  path,
  columns,
  forEachRow(names, visit) {
    const at = names.map((name) => columns.indexOf(name));
    return forEachLine(path, (line, place) => {
      const [query, , candidate, grade, ...rest] = line.trim().split(/[ \t]+/);
      if (grade === undefined || rest.length > 0)
        throw refuse(place, 'The line is not "query 0 candidate grade".', 'Correct the line, or leave it out.');
      const cells = [query!, candidate!, grade];
      visit(
        at.map((column) => cells[column]!),
        place,
      );
    });
  },
});
