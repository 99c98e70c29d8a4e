import { startsAtZero } from '../graph/blocks.ts';
import { add, exp, mul } from '../graph/build.ts';
import type { GraphNode } from '../graph/ops.ts';
import type { ParameterScope } from '../graph/parameters.ts';
import type { Fusion } from './fusion.ts';

/** The score of a fusion as a logit: one of narrow range gets a learned factor of its own, since the other part has its own range. */
function logit({ initialScale }: Fusion, score: GraphNode, scope: ParameterScope): GraphNode {
  if (initialScale === 1) return score;
  return mul(score, exp(scope.parameter('log_scale', [], { kind: 'constant', value: Math.log(initialScale) })));
}

/**
 * `s₁ f(u, v) + s₂ g(u, v)`: g as a residual over f, both trained together over the same encoders. The last layer of g starts at zero, so training begins at f
 * alone. What is cached, and the operations of a pair, are those of both.
 */
export const sum = (base: Fusion, residual: Fusion): Fusion => ({
  build: (left, right, settings, scope) => {
    const [first, second] = [scope.within('base'), scope.within('residual')];
    return add(
      logit(base, base.build(left, right, settings, first), first),
      logit(residual, residual.build(left, right, { ...settings, lastLayer: startsAtZero }, second), second),
    );
  },
  comparesValues: base.comparesValues || residual.comparesValues,
  initialScale: 1,
});
