import { expect, it } from 'vitest';
import { defineModel } from '../../src/define-model.ts';
import { isOp } from '../../src/graph/ops.ts';
import { inOrder } from '../../src/graph/rewrite.ts';
import { objectives } from '../../src/training/objectives/objectives.ts';
import { defaultTrainingSettings } from '../../src/training/settings.ts';
import { buildStepGraph } from '../../src/training/step-graph.ts';

it('holds the values of all pairs of a batch with their features first, and moves none of them', () => {
  const { batchSize } = defaultTrainingSettings;
  const model = defineModel('product-difference', { left: { width: 20 }, right: { width: 30 } });
  const graph = buildStepGraph(model, objectives['info-nce'].bind({}), batchSize, { left: 200, right: 200 }, 1);
  const nodes = inOrder(graph.outputs.map(({ node }) => node));
  const wide = nodes.filter(({ shape }) => shape.includes(batchSize ** 2));
  expect(wide.some((node) => isOp(node, 'matmul') && node.shape[0] === 512)).toBe(true);
  expect(nodes.filter((node) => isOp(node, 'permute') && !node.shape.includes(1))).toEqual([]);
});

it('refuses by name a parameter that the loss does not hold', () => {
  const model = defineModel('mlb-dual', { left: { width: 6 }, right: { width: 6 } });
  const alone = objectives['instance-discrimination'].bind({ matching: 0 });
  expect(() => buildStepGraph(model, alone, 4, { left: 6, right: 6 }, 3)).toThrow(/the loss does not depend on .*fusion/);
});
