import { expect } from 'vitest';

interface Numbers {
  readonly length: number;
  readonly [index: number]: number;
}

interface AllClose {
  /**
   * Same length, and |actual − expected| ≤ atol + rtol · |expected| everywhere (NumPy's rule). NaN is close to nothing, an infinity
   * to itself only.
   */
  toBeAllClose(expected: Numbers, rtol?: number, atol?: number): void;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that is merged with has this very default
  interface Matchers<T = any> extends AllClose {}
}

const close = (actual: number, expected: number, rtol: number, atol: number): boolean =>
  actual === expected || Math.abs(actual - expected) <= (Number.isFinite(expected) ? atol + rtol * Math.abs(expected) : -1);

expect.extend({
  toBeAllClose(received: Numbers, expected: Numbers, rtol = 1e-5, atol = 1e-7) {
    if (received.length !== expected.length) {
      return { pass: false, message: () => `expected ${expected.length} numbers, got ${received.length}` };
    }
    const far: number[] = [];
    for (let i = 0; i < expected.length; i++) {
      if (!close(received[i]!, expected[i]!, rtol, atol)) far.push(i);
    }
    if (far.length === 0) return { pass: true, message: () => 'expected some number to be far from its counterpart' };
    const gap = (i: number): number => Math.abs(received[i]! - expected[i]!);
    const worst = far.reduce((a, b) => (gap(b) > gap(a) || Number.isNaN(gap(b)) ? b : a));
    const where = `at [${worst}] expected ${expected[worst]}, got ${received[worst]}`;
    return {
      pass: false,
      message: () => `${far.length} of ${expected.length} numbers are not within rtol ${rtol}, atol ${atol}: ${where}`,
    };
  },
});
