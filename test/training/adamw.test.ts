import { expect, it } from 'vitest';
import { input, parameter } from '../../src/graph/build.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import { createRandom } from '../../src/random.ts';
import { adamW, adamWScalars } from '../../src/training/adamw.ts';

/** The algorithm as printed: Loshchilov & Hutter 2019, algorithm 2, decoupled decay scaled by the learning rate. */
function reference(value: number, gradients: readonly number[], rates: readonly number[], decay: number): number {
  let [first, second] = [0, 0];
  gradients.forEach((gradient, i) => {
    first = 0.9 * first + 0.1 * gradient;
    second = 0.999 * second + 0.001 * gradient * gradient;
    const corrected = first / (1 - 0.9 ** (i + 1)) / (Math.sqrt(second / (1 - 0.999 ** (i + 1))) + 1e-8);
    value -= rates[i]! * (corrected + decay * value);
  });
  return value;
}

it.each([
  { decays: true, least: 1 },
  { decays: false, least: 1 },
  // So small that the ε beside the deviation counts.
  { decays: false, least: 1e-10 },
])(
  'AdamW follows the published algorithm over many steps (weight decay: $decays, gradients from $least)',
  ({ decays, least }) => {
    const random = createRandom(5);
    const gradients = Array.from({ length: 30 }, () => random.normal() * least * 10 ** random.below(4));
    const rates = gradients.map((_, i) => 0.01 / (1 + i));
    const names = ['value', 'first', 'second'] as const;
    const [value, first, second] = names.map((name) => parameter(name, [1])) as [never, never, never];
    const scalars = {
      stepSize: input('stepSize', []),
      denominatorShift: input('denominatorShift', []),
      retain: input('retain', []),
    };
    const next = adamW({ value, first, second }, input('gradient', [1]), scalars, decays);
    const state = { value: 0.7, first: 0, second: 0 };
    gradients.forEach((gradient, i) => {
      const given = { ...state, ...adamWScalars(i + 1, rates[i]!, 0.1), gradient };
      const values = Object.fromEntries(
        Object.entries(given).map(([name, number]) => [
          name,
          { shape: name in state || name === 'gradient' ? [1] : [], data: Float64Array.of(number) },
        ]),
      );
      const results = evaluate([next.value, next.first, next.second], values);
      names.forEach((name, which) => {
        state[name] = results[which]!.data[0]!;
      });
    });
    expect(state.value).toBeCloseTo(reference(0.7, gradients, rates, decays ? 0.1 : 0), 6);
  },
);
