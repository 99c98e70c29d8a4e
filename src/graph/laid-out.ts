import { featuresFirst, large } from './features-first.ts';
import type { GraphNode } from './ops.ts';
import { sinkExpansions } from './sink-expansions.ts';
import { smallFactors } from './small-factors.ts';

/**
 * The same values, computed with fewer passes over large ones, and those of all pairs in the layout in which their products are fast. In this order: an expansion
 * hides from `smallFactors` which factor is small, and what `featuresFirst` has laid out no other rewrite may touch.
 * @param from rows and widths of the smallest product that is large
 */
export const laidOut = (outputs: readonly GraphNode[], from = large): GraphNode[] =>
  featuresFirst(smallFactors(sinkExpansions(outputs)), from);
