/**
 * Mean of the token vectors of each text over the tokens that are there (Reimers and Gurevych 2019, arXiv 1908.10084): `hidden` [N, T, D], `mask` [N, T]
 * with 1 where there is a token → [N, D], summed in float64. That of transformers.js turns the mask into a number anew for every value of a token, which takes a
 * tenth of the time of a short text.
 */
export function meanPooling(hidden: Float32Array, mask: BigInt64Array, [rows, tokens, width]: readonly number[]): Float32Array {
  const means = new Float32Array(rows! * width!);
  const sums = new Float64Array(width!);
  for (let row = 0; row < rows!; row++) {
    let count = 0;
    sums.fill(0);
    for (let token = 0; token < tokens!; token++) {
      if (mask[row * tokens! + token] !== 1n) continue;
      count++;
      const start = (row * tokens! + token) * width!;
      for (let column = 0; column < width!; column++) sums[column]! += hidden[start + column]!;
    }
    for (let column = 0; column < width!; column++) means[row * width! + column] = sums[column]! / count;
  }
  return means;
}
