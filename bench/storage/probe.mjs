import { solveRidge } from './ridge.mjs';

/** MRR in both directions of a regression fitted on one part, on another. */
export function probe(train, test, lambda) {
  const left = standardiser(train.left.features.global);
  const right = standardiser(train.right.features.global);
  const answers = right(train.right.features.global).map(unit);
  const { rows, columns } = train.left.features.global;
  const width = train.right.features.global.columns;
  const targets = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const own = answersOf(train.relevance, row);
    for (const column of own) for (let j = 0; j < width; j++) targets[row * width + j] += answers[column][j] / own.length;
  }
  const inputs = flat(left(train.left.features.global), columns);
  const weights = solveRidge(inputs, targets, rows, columns, width, lambda);
  const queries = left(test.left.features.global).map((row) => unit(project(row, weights, width)));
  const candidates = right(test.right.features.global).map(unit);
  const scores = queries.map((query) => Float32Array.from(candidates, (candidate) => dot(query, candidate)));
  const truth = queries.map((_, row) => new Set(answersOf(test.relevance, row)));
  return [
    mean(reciprocalRanks(scores, truth)),
    mean(
      reciprocalRanks(
        transpose(scores),
        candidates.map((_, column) => new Set(queries.flatMap((_q, row) => (truth[row].has(column) ? [row] : [])))),
      ),
    ),
  ];
}

/** 1 / rank of the first right answer, ties counted against it; queries without one are left out. */
function reciprocalRanks(scores, right) {
  return scores.flatMap((row, query) => {
    if (right[query].size === 0) return [];
    const top = Math.max(...[...right[query]].map((column) => row[column]));
    return [1 / (1 + row.reduce((count, score, column) => count + (score >= top && !right[query].has(column) ? 1 : 0), 0))];
  });
}

function standardiser({ rows, columns, data }) {
  const means = new Float64Array(columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) means[i % columns] += data[i] / rows;
  for (let i = 0; i < data.length; i++) squares[i % columns] += (data[i] - means[i % columns]) ** 2 / rows;
  // One column of the text backbone has values around 1e-32: a dead output, not a feature to be scaled up.
  const deviations = squares.map((square) => (square < 1e-12 ? Number.POSITIVE_INFINITY : Math.sqrt(square)));
  return (matrix) =>
    Array.from({ length: matrix.rows }, (_, row) =>
      Float32Array.from({ length: columns }, (_v, j) => (matrix.data[row * columns + j] - means[j]) / deviations[j]),
    );
}

function project(row, weights, width) {
  const result = new Float32Array(width);
  for (let i = 0; i < row.length; i++) for (let j = 0; j < width; j++) result[j] += row[i] * weights[i * width + j];
  return result;
}

function answersOf({ offsets, columnOf }, row) {
  return columnOf.subarray(offsets[row], offsets[row + 1]);
}

function flat(rows, columns) {
  const data = new Float32Array(rows.length * columns);
  for (const [i, row] of rows.entries()) data.set(row, i * columns);
  return data;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function unit(row) {
  const norm = Math.sqrt(dot(row, row)) || 1;
  return row.map((value) => value / norm);
}

function transpose(rows) {
  return Array.from(rows[0], (_, column) => Float32Array.from(rows, (row) => row[column]));
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
