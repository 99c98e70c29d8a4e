import { describe, expect, it } from 'vitest';
import { defineModel } from '../../src/define-model.ts';
import { evaluate } from '../../src/graph/evaluate.ts';
import type { Value } from '../../src/graph/evaluate-rules.ts';
import { laidOut } from '../../src/graph/laid-out.ts';
import { type GraphNode, isOp } from '../../src/graph/ops.ts';
import { isTrained } from '../../src/graph/parameters.ts';
import { inOrder } from '../../src/graph/rewrite.ts';
import { isModelName, models } from '../../src/models.ts';
import { createRandom } from '../../src/random.ts';
import { objectionTo } from '../../src/training/objectives/objection.ts';
import { objectives } from '../../src/training/objectives/objectives.ts';
import { buildStepGraph, type StepGraph } from '../../src/training/step-graph.ts';

const [batchSize, itemCount, classCount] = [4, 6, 3];
const tokens = { count: 3, width: 8 };
const shapes = { left: { width: 8, tokens }, right: { width: 8, tokens, words: 9 } };
const widths = { inputDropout: 0.25, hidden: 6, embedding: 8, hiddenDropout: 0.3, fusionHidden: [8, 6] };
/** Sixteen pairs are many, and four values of each are wide. */
const small = { rows: batchSize ** 2, width: 4 };

const trained = Object.keys(models)
  .filter(isModelName)
  .filter((name) => defineModel(name, shapes, widths).parameters.some(isTrained));
const combinations = trained.flatMap((name) => {
  const model = defineModel(name, shapes, widths);
  return Object.entries(objectives).flatMap(([objectiveName, objective]) => {
    const asked = objective.needs.includes('teacher') ? { teacher: 'any' } : {};
    const settings = [asked, { ...asked, matching: 1 }].find((each) => objectionTo(model, objective, each) === undefined);
    return settings === undefined ? [] : [{ name, objectiveName, model, objective: objective.bind(settings) }];
  });
});

/** Anything that a step can be given: masks that begin with 1, rows that are there, second moments above 0. */
function anyValues(nodes: readonly GraphNode[]): Record<string, Value> {
  const random = createRandom(11);
  const draw = (name: string, i: number): number => {
    if (/_mask\.features$/.test(name) && i % tokens.count === 0) return 1;
    if (/rows|classes/.test(name)) return random.below(classCount);
    if (/mask|blocked/.test(name)) return random.uniform() < 0.7 ? 1 : 0;
    return /second_moment|scale|deviation|denominator/.test(name) ? 0.5 + random.uniform() : random.normal();
  };
  const given: Record<string, Value> = {};
  for (const node of inOrder(nodes)) {
    if (!isOp(node, 'input') && !isOp(node, 'parameter')) continue;
    const { name, shape } = node.attributes as { name: string; shape: readonly number[] };
    given[name] = { shape, data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => draw(name, i)) };
  }
  return given;
}

describe('a training step that is laid out gives what it gave before', () => {
  it.each(combinations)('$name by $objectiveName', ({ model, objective }) => {
    const counts = { left: itemCount, right: itemCount };
    const build = (layOut: (nodes: readonly GraphNode[]) => GraphNode[]): StepGraph =>
      buildStepGraph(model, objective, batchSize, counts, classCount, layOut);
    const steps = [build((nodes) => [...nodes]), build((nodes) => laidOut(nodes, small))] as const;
    expect(steps[1].operations).toBe(steps[0].operations);
    const [plain, after] = steps.map(({ outputs }) => outputs.map(({ node }) => node)) as [GraphNode[], GraphNode[]];
    const given = anyValues(plain);
    const expected = evaluate(plain, given);
    for (const [i, { shape, data }] of evaluate(after, given).entries()) {
      expect(shape).toEqual(expected[i]!.shape);
      expect(expected[i]!.data.every(Number.isFinite)).toBe(true);
      expect(data).toBeAllClose(expected[i]!.data, 1e-9, 1e-9);
    }
  });
});
