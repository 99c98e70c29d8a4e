import type { SessionSettings } from '../runtime/session.ts';
import type { IndexForm, Matrix } from '../types.ts';
import type { IndexArrays, IndexLibrary } from './index-file.ts';
import { asWholeNumbers, wholeNumbers } from './kept-index.ts';
import { nearestByIndex, nearestExactly, nearestIndexBytes, nearestIndexLibrary } from './nearest-rows.ts';

/** Neighbours of every vector as compressed rows: those of i are `targets[offsets[i] .. offsets[i + 1])`. */
export interface NeighbourGraph {
  readonly offsets: Uint32Array;
  readonly targets: Int32Array;
}

export const graphBytes = ({ offsets, targets }: NeighbourGraph): number => offsets.byteLength + targets.byteLength;

export const packGraph = ({ offsets, targets }: NeighbourGraph): IndexArrays => ({
  offsets: asWholeNumbers(Int32Array.from(offsets)),
  targets: asWholeNumbers(targets),
});

/** Throws for arrays that are no graph over so many rows. */
export function unpackGraph(arrays: IndexArrays, rows: number): NeighbourGraph {
  const [offsets, targets] = [wholeNumbers(arrays, 'offsets', rows + 1), wholeNumbers(arrays, 'targets')];
  const rising = offsets.every((offset, i) => offset >= (i === 0 ? 0 : offsets[i - 1]!));
  if (offsets[0] !== 0 || !rising || offsets[rows] !== targets.length) throw new Error('its offsets are no rows');
  if (!targets.every((row) => row >= 0 && row < rows)) throw new Error('it leads to a row that is not there');
  return { offsets: Uint32Array.from(offsets), targets };
}

/** Above it an index is the faster one. */
const mostExactRows = 32_768;

/** Another number wherever the same vectors would give another graph: also that of the library whose index found the neighbours. */
export function graphLibrary(rows: number): IndexLibrary {
  if (rows <= mostExactRows) return { name: 'neighbour-graph', version: '1' };
  const { name, version } = nearestIndexLibrary();
  return { name: 'neighbour-graph', version: `1 by ${name} ${version}` };
}

/** What building allocates: the nearest of each row, room for edges both ways, the rows that are kept, and the index where one finds them. */
export const graphBytesFor = (size: Pick<Matrix, 'rows' | 'columns'>, neighbours: number): number =>
  4 * size.rows * (5 * Math.min(neighbours, size.rows - 1) + 3) +
  (size.rows > mostExactRows ? nearestIndexBytes(size, neighbours) : 0);

/**
 * Joins every vector with its `neighbours` nearest, and with at most as many of those that count it among theirs, the nearest of them first: edges lead both
 * ways. Which are nearest is found exactly up to `mostExact` rows, by M² products, and beyond by an index (`nearest-rows.ts`).
 */
export async function buildNeighbourGraph(
  vectors: Matrix,
  metric: IndexForm['metric'],
  neighbours: number,
  settings: SessionSettings,
  mostExact = mostExactRows,
): Promise<NeighbourGraph> {
  const { rows } = vectors;
  const degree = Math.min(neighbours, rows - 1);
  const find = rows > mostExact ? nearestByIndex : nearestExactly;
  const nearest = await find(vectors, metric, degree, settings);
  // Those that count a row among their nearest, without those that it counts itself.
  const reversed = new Int32Array(rows * degree);
  const counts = new Uint32Array(rows);
  for (let rank = 0; rank < degree; rank++) {
    for (let row = 0; row < rows; row++) {
      const target = nearest[row * degree + rank]!;
      const first = target * degree;
      if (target < 0 || counts[target]! >= degree || nearest.subarray(first, first + degree).includes(row)) continue;
      reversed[first + counts[target]!++] = row;
    }
  }
  const offsets = new Uint32Array(rows + 1);
  const targets = new Int32Array(2 * rows * degree);
  let end = 0;
  for (let row = 0; row < rows; row++) {
    const first = row * degree;
    for (let i = first; i < first + degree; i++) if (nearest[i]! >= 0) targets[end++] = nearest[i]!;
    targets.set(reversed.subarray(first, first + counts[row]!), end);
    end += counts[row]!;
    offsets[row + 1] = end;
  }
  return { offsets, targets: targets.slice(0, end) };
}
