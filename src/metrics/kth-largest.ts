/**
 * The k-th largest of some values, none of them NaN, 1 ≤ k ≤ their number; they are put into another order. Hoare, Algorithm 65: Find, CACM 1961: only the part
 * that it lies in is divided again, in O(n) on average, where sorting takes O(n log n).
 */
export function kthLargest(values: Float32Array, k: number): number {
  const place = values.length - k;
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    // Between j and i everything equals the pivot.
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place]!;
}
