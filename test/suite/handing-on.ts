import { checkAgainst } from '../../src/files/json.ts';
import type { CellContext } from '../../src/suite/cell.ts';

/** What a cell is told of those that it needs, where all of them have this record. */
export const handingOn =
  (record: object): CellContext['needed'] =>
  (id, schema) =>
    checkAgainst(schema, record, { what: `The cell ${id}`, place: `cells/${id}.json`, remedy: 'Make it again.' });
