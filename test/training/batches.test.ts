import { expect, it } from 'vitest';
import { createRandom } from '../../src/random.ts';
import { createBatches } from '../../src/training/batches.ts';
import type { Relevance } from '../../src/types.ts';

/** 20 left items of 5 concepts, 15 right items of the same; item 19 has no right answer. */
const concept = (index: number) => index % 5;
const pairs = Array.from({ length: 19 }, (_, left) =>
  Array.from({ length: 15 }, (_, right) => right).filter((right) => concept(left) === concept(right)),
);
const relevance: Relevance = {
  rows: 20,
  columns: 15,
  offsets: Uint32Array.from({ length: 21 }, (_, row) => pairs.slice(0, row).flat().length),
  columnOf: Uint32Array.from(pairs.flat()),
  grades: new Uint8Array(pairs.flat().length).fill(1),
};
const isRight = (left: number, right: number) => left < 19 && concept(left) === concept(right);
const take = (seed: number, count: number) => {
  const batches = createBatches({ relevance, known: relevance }, 6, seed);
  return Array.from({ length: count }, () => {
    const { left, right, blocked } = batches.next();
    return { left: [...left].map(Number), right: [...right].map(Number), blocked: [...blocked] };
  });
};

it('every pair of a batch belongs together', () => {
  for (const { left, right } of take(1, 40)) expect(left.map((row, i) => isRight(row, right[i]!))).not.toContain(false);
});

it('exactly the other right answers of a batch are blocked', () => {
  for (const { left, right, blocked } of take(1, 40)) {
    left.forEach((row, i) => {
      right.forEach((column, j) => {
        expect(blocked[i * 6 + j]).toBe(i !== j && isRight(row, column) ? 1 : 0);
      });
    });
  }
});

it('a pair that is excluded is blocked as well, and is not right', () => {
  const excluded: Relevance = {
    ...relevance,
    offsets: Uint32Array.from({ length: 21 }, (_, row) => row),
    columnOf: Uint32Array.from({ length: 20 }, (_, row) => (row + 1) % 15),
  };
  const batches = createBatches({ relevance, known: relevance, excluded }, 6, 1);
  for (let k = 0; k < 40; k++) {
    const { left, right, blocked, grades } = batches.next();
    left.forEach((row, i) => {
      right.forEach((column, j) => {
        const [a, b] = [Number(row), Number(column)];
        expect(blocked[i * 6 + j]).toBe(i !== j && (isRight(a, b) || b === (a + 1) % 15) ? 1 : 0);
        expect(grades[i * 6 + j]).toBe(isRight(a, b) ? 1 : 0);
      });
    });
  }
});

it('an epoch shows every left item that has a right answer once', () => {
  const seen = take(3, 19).flatMap(({ left }) => left);
  for (let epoch = 0; epoch < 6; epoch++) {
    expect(seen.slice(epoch * 19, (epoch + 1) * 19).toSorted((a, b) => a - b)).toEqual([...Array(19).keys()]);
  }
});

it('the seed alone decides the batches', () => {
  expect(take(4, 10)).toEqual(take(4, 10));
  expect(take(4, 10)).not.toEqual(take(5, 10));
});

it('all right answers of an item come up alike', () => {
  const counts = new Map<number, number>();
  for (const { left, right } of take(createRandom(1).uint32(), 2000)) {
    left.forEach((row, i) => {
      if (row === 0) counts.set(right[i]!, (counts.get(right[i]!) ?? 0) + 1);
    });
  }
  expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([0, 5, 10]);
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  for (const count of counts.values()) expect(count / total).toBeCloseTo(1 / 3, 1);
});

it('says of each right item how often an epoch draws it, as a logarithm: each left item draws one of its answers', () => {
  const batches = createBatches({ relevance, known: relevance }, 6, 3);
  // Three right items a concept, four left ones, and three of the last concept.
  const draws = (right: number) => (concept(right) === 4 ? 3 : 4) / 3;
  for (let step = 0; step < 20; step++) {
    const { right, logDraws } = batches.next();
    expect(logDraws).toBeAllClose(
      [...right].map((column) => Math.log(draws(Number(column)))),
      1e-6,
      1e-6,
    );
  }
});

it('grades and classes of a batch are those of its pairs', () => {
  const graded = { ...relevance, grades: relevance.grades.map((_, at) => 1 + (at % 3)) };
  const batches = createBatches({ relevance: graded, known: graded }, 6, 2);
  expect(batches.classCount).toBe(5);
  const classOf = new Map<number, bigint>();
  for (let step = 0; step < 20; step++) {
    const { left, right, grades, classes } = batches.next();
    left.forEach((row, i) => {
      right.forEach((column, j) => {
        const at = pairs.slice(0, Number(row)).flat().length + pairs[Number(row)]!.indexOf(Number(column));
        expect(grades[i * 6 + j]).toBe(isRight(Number(row), Number(column)) ? graded.grades[at] : 0);
      });
      const known = classOf.get(concept(Number(row))) ?? classes[i]!;
      classOf.set(concept(Number(row)), known);
      expect(classes[i]).toBe(known);
    });
  }
  expect(new Set(classOf.values()).size).toBe(5);
});

it('every second pair of a mined batch holds a neighbour of the item before it, and is a right pair itself', () => {
  // The neighbours of item i are right items of the next concept; item 3 has none.
  const rows = Array.from({ length: 20 }, (_, left) => (left === 3 ? [-1, -1] : [(left + 1) % 5, 5 + ((left + 1) % 5)]));
  const neighbours = { depth: 2, rows: Int32Array.from(rows.flat()) };
  const mined = (seed: number) => createBatches({ relevance, known: relevance, neighbours }, 6, seed);
  const [batches, again] = [mined(1), mined(1)];
  expect(batches.epochsPerBatch).toBeCloseTo(3 / 19, 12);
  for (let step = 0; step < 40; step++) {
    const { left, right } = batches.next();
    expect(again.next().left).toEqual(left);
    for (let i = 0; i < 6; i++) expect(isRight(Number(left[i]), Number(right[i]))).toBe(true);
    for (let i = 0; i < 6; i += 2) if (left[i] !== 3n) expect(rows[Number(left[i])]).toContain(Number(right[i + 1]));
  }
});
