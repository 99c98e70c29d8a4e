import { bytesPerValue, openKernels, type TileKernels, tileWidth } from './tile-kernels.ts';

/** Room for draws of units, for columns of one value a unit, and for the sums of their products. It holds until the next is asked for. */
export interface SumRoom {
  /** As many as it has room for at once. */
  readonly units: number;
  /** How often each unit was drawn in every resample [units × stride]. */
  readonly draws: Uint8Array;
  /** Two columns side by side, pair after pair [pairs × units × 2]. */
  readonly values: Float64Array;
  /** Column after column [2 × pairs × width], `width` being the resamples up to whole tiles; 0 at first. */
  readonly sums: Float64Array;
  readonly width: number;
  /**
   * Adds to `sums` Σ of draws × values over the first so many units. Each product is rounded and then added, unit after unit, as plain numbers are: equal to a
   * plain loop bit by bit, however many units are added at once.
   */
  add(units: number): void;
}

/** How the draws lie: so many resamples, and from a unit to the next so many bytes. */
interface DrawnAs {
  readonly stride: number;
  readonly count: number;
}

const pageBytes = 65_536;

let opened: TileKernels | undefined;

/** @param mostBytes for draws and values, at most, where a single unit takes no more: one memory of WebAssembly ends at 4 GiB */
export function sumRoom(units: number, pairs: number, { stride, count }: DrawnAs, mostBytes: number): SumRoom {
  opened ??= openKernels();
  const { memory, fill, sum } = opened;
  const width = tileWidth * Math.ceil(count / tileWidth);
  const bytesPerUnit = bytesPerValue * (tileWidth + 2 * pairs) + stride;
  const held = Math.max(1, Math.min(units, Math.floor(mostBytes / bytesPerUnit)));
  const lengths = { tile: tileWidth * held, values: 2 * held * pairs, sums: 2 * pairs * width };
  const values = bytesPerValue * lengths.tile;
  const sums = values + bytesPerValue * lengths.values;
  const draws = sums + bytesPerValue * lengths.sums;
  // The last tile of the last unit may reach beyond its draws.
  const missing = draws + held * stride + tileWidth - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return {
    units: held,
    draws: new Uint8Array(memory.buffer, draws, held * stride),
    values: new Float64Array(memory.buffer, values, lengths.values),
    sums: new Float64Array(memory.buffer, sums, lengths.sums).fill(0),
    width,
    add(added) {
      for (let from = 0; from < count; from += tileWidth) {
        fill(draws + from, draws + from + added * stride, stride, 0);
        for (let pair = 0; pair < pairs; pair++) {
          const [first, its] = [sums + bytesPerValue * (2 * pair * width + from), values + 2 * bytesPerValue * held * pair];
          sum(0, bytesPerValue * tileWidth * added, its, first, first + bytesPerValue * width);
        }
      }
    },
  };
}
