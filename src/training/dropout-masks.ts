import { input, mul, scalar, toFloat } from '../graph/build.ts';
import { type GraphNode, isOp } from '../graph/ops.ts';
import { rewrite } from '../graph/rewrite.ts';
import { type BitSource, createBitSource } from '../random.ts';

export interface DropoutMask {
  readonly name: string;
  readonly shape: readonly number[];
  readonly rate: number;
}

/**
 * Replaces every dropout by a product with a mask the step is given (0 or 1) over the share that is kept (Srivastava et al. 2014, "inverted"): randomness
 * stays with the seed, whatever the runtime or device.
 */
export function withMasks(outputs: readonly GraphNode[]): {
  readonly outputs: GraphNode[];
  readonly masks: readonly DropoutMask[];
} {
  const masks: DropoutMask[] = [];
  const rewritten = rewrite(outputs, (original, inputs) => {
    if (!isOp(original, 'dropout')) return undefined;
    const { name, rate, shared } = original.attributes;
    const full = inputs[0]!.shape as readonly number[];
    const shape = full.map((size, axis) => (shared.some((one) => (one < 0 ? one + full.length : one) === axis) ? 1 : size));
    masks.push({ name: `mask.${name}`, shape, rate });
    return mul(mul(inputs[0]!, toFloat(input(`mask.${name}`, shape, undefined, 'uint8'))), scalar(1 / (1 - rate)));
  });
  return { outputs: rewritten, masks };
}

/** Draws masks step after step, each time all of them in the order given. */
export function createMaskSource(masks: readonly DropoutMask[], seed: number) {
  const source: BitSource = createBitSource(seed);
  return {
    fill(targets: readonly Uint8Array[]): void {
      for (const [i, { rate }] of masks.entries()) source.fill(targets[i]!, 1 - rate);
    },
  };
}
