// @ts-check
import { performance } from 'node:perf_hooks';
import { defineModel } from '../../dist/models.js';
import { createRandom } from '../../dist/random.js';
import { objectives } from '../../dist/training/objectives/objectives.js';
import { train } from '../../dist/training/train.js';

/** As large as a fold of the emoji data; the values do not matter to a step's speed. */
const size = { left: { items: 8000, width: 1280 }, right: { items: 5600, width: 384 }, answers: 5 };
/** Steps at the start of a training that are not counted: the runtime allocates its buffers in them. */
const warmUp = 3;

/**
 * Times the steps of our own training loop, batches and masks included, opening and validation left out.
 * @param {{ model: import('../../src/models.ts').ModelName, settings: import('../../src/models.ts').ModelSettings, batch: number, threads: number }} options
 */
export function ourSteps({ model, settings, batch, threads }) {
  const random = createRandom(0);
  const whole = part(random, size.left.items, size.right.items);
  const validation = part(random, 16, 16);
  const definition = defineModel(
    model,
    { left: size.left.width, right: size.right.width },
    /** @type {Parameters<typeof defineModel>[2]} */ (settings),
  );
  return {
    /** Milliseconds of each step. @param {number} count */
    async run(count) {
      /** @type {number[]} */
      const ends = [];
      await train({
        model: definition,
        objective: objectives['info-nce'].bind({}),
        train: whole,
        validation,
        validate: () => 0,
        settings: {
          batchSize: batch,
          maxSteps: warmUp + count,
          stepsPerCheck: warmUp + count,
          patience: 1,
          learningRate: 1e-3,
          warmUpSteps: 50,
          weightDecay: 1e-3,
        },
        seed: 0,
        session: { device: 'cpu', threads },
        onProgress: () => void ends.push(performance.now()),
      });
      return ends.slice(warmUp).map((end, i) => end - /** @type {number} */ (ends[warmUp - 1 + i]));
    },
  };
}

/**
 * @param {import('../../src/random.ts').Random} random
 * @param {number} left
 * @param {number} right
 * @returns {import('../../src/types.ts').DatasetPart}
 */
function part(random, left, right) {
  const columnOf = Uint32Array.from({ length: left * size.answers }, (_, i) => {
    // Five different answers a row, ascending.
    const at = i % size.answers;
    const share = Math.floor(right / size.answers);
    return at * share + random.below(share);
  });
  return {
    left: side(random, 'left', left, size.left.width),
    right: side(random, 'right', right, size.right.width),
    relevance: {
      rows: left,
      columns: right,
      offsets: Uint32Array.from({ length: left + 1 }, (_, row) => row * size.answers),
      columnOf,
      grades: new Uint8Array(columnOf.length).fill(1),
    },
  };
}

/** @type {(random: import('../../src/random.ts').Random, name: string, rows: number, columns: number) => import('../../src/types.ts').SideData} */
const side = (random, name, rows, columns) => ({
  name,
  items: Array.from({ length: rows }, (_, row) => ({ id: String(row), unit: String(row) })),
  features: { global: { rows, columns, data: Float32Array.from({ length: rows * columns }, () => random.uniform() - 0.5) } },
});
