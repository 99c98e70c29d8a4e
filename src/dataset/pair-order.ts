/** Pairs by row, then column, then as they were given: numbers of pairs, and where those of each row start. Counted into their rows first, since there may be very many. */
export function pairOrder(
  rowCount: number,
  rows: Uint32Array,
  columns: Uint32Array,
): { readonly order: Uint32Array; readonly starts: Uint32Array } {
  const starts = new Uint32Array(rowCount + 1);
  for (const row of rows) starts[row + 1]!++;
  for (let row = 0; row < rowCount; row++) starts[row + 1]! += starts[row]!;
  const next = starts.slice(0, rowCount);
  const order = new Uint32Array(rows.length);
  for (const [pair, row] of rows.entries()) order[next[row]!++] = pair;
  for (let row = 0; row < rowCount; row++)
    order.subarray(starts[row]!, starts[row + 1]!).sort((a, b) => columns[a]! - columns[b]! || a - b);
  return { order, starts };
}
