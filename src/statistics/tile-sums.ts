import { bytesPerValue, openKernels, type TileKernels, tileWidth } from './tile-kernels.ts';

/** Room for draws of units, for columns of one value a unit, and for the sums of their products. It holds until the next is asked for. */
export interface SumRoom {
  /** How often each unit was drawn in every resample [units × stride]. */
  readonly draws: Uint8Array;
  /** Two columns side by side, pair after pair [pairs × units × 2]. */
  readonly values: Float64Array;
  /** Column after column [2 × pairs × width], `width` being the resamples up to whole tiles. */
  readonly sums: Float64Array;
  readonly width: number;
  /**
   * Fills `sums` with Σ over units of draws × values. Each product is rounded and then added, unit after unit, as plain numbers are: equal to a plain loop
   * bit by bit.
   */
  sum(): void;
}

const pageBytes = 65_536;

let opened: TileKernels | undefined;

export function sumRoom(units: number, pairs: number, { stride, count }: { stride: number; count: number }): SumRoom {
  opened ??= openKernels();
  const { memory, fill, sum } = opened;
  const width = tileWidth * Math.ceil(count / tileWidth);
  const lengths = { tile: tileWidth * units, values: 2 * units * pairs, sums: 2 * pairs * width };
  const values = bytesPerValue * lengths.tile;
  const sums = values + bytesPerValue * lengths.values;
  const draws = sums + bytesPerValue * lengths.sums;
  // The last tile of the last unit may reach beyond its draws.
  const missing = draws + units * stride + tileWidth - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return {
    draws: new Uint8Array(memory.buffer, draws, units * stride),
    values: new Float64Array(memory.buffer, values, lengths.values),
    sums: new Float64Array(memory.buffer, sums, lengths.sums),
    width,
    sum() {
      for (let from = 0; from < count; from += tileWidth) {
        fill(draws + from, draws + from + units * stride, stride, 0);
        for (let pair = 0; pair < pairs; pair++) {
          const first = sums + bytesPerValue * (2 * pair * width + from);
          sum(0, values, values + 2 * bytesPerValue * units * pair, first, first + bytesPerValue * width);
        }
      }
    },
  };
}
