import { expect, it } from 'vitest';
import { listModels, modelTable } from '../../src/cli/model-list.ts';
import { models } from '../../src/models.ts';
import { objectives } from '../../src/training/objectives/objectives.ts';

const shapes = {
  left: { width: 100, tokens: { count: 6, width: 30 } },
  right: { width: 40, tokens: { count: 50, width: 30 }, words: 24 },
};
const listed = listModels(shapes);
const of = (name: string) => listed.find((model) => model.name === name)!;

it('every model is listed, the most cacheable first', () => {
  expect(listed.map(({ name }) => name).toSorted()).toEqual(Object.keys(models).toSorted());
  const shares = listed.map(({ cacheableShare }) => cacheableShare!);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  for (const share of shares) expect(share > 0 && share < 1).toBe(true);
});

it('work of a linear tower is what its formula says', () => {
  // Standardise, one layer to 256 with bias, unit vector (square, sum, + ε, root, divide); then an inner product.
  const side = (width: number) => 2 * width + 2 * width * 256 + 256 + (256 + 256 + 2 + 256);
  expect(of('dual-linear')).toMatchObject({
    shapes,
    cachedBytes: { left: 4 * 256, right: 4 * 256 },
    operations: { left: side(100), right: side(40), pair: 2 * 256, naivePair: side(100) + side(40) + 2 * 256 },
    parameters: 100 * 256 + 256 + (40 * 256 + 256),
  });
});

it('work of concat is what its formula says', () => {
  const pair = 512 + 512 + (2 * 512 * 128 + 128 + 128) + (2 * 128 + 1);
  expect(of('concat')).toMatchObject({
    cachedBytes: { left: 4 * 512, right: 4 * 512 },
    operations: {
      left: 2 * 100 + 2 * 100 * 512 + 512,
      right: 2 * 40 + 2 * 40 * 512,
      pair,
      // As drawn: one product over 140 features, with its bias, instead of two and their sum.
      naivePair: 2 * 140 + 2 * 140 * 512 + pair,
    },
  });
  expect(of('concat').cacheableShare).toBeCloseTo(1 - pair / (2 * 140 + 2 * 140 * 512 + pair), 12);
});

it('the table has a line a model, in order, between its heads and what they mean', () => {
  const lines = modelTable(listed);
  expect(lines[0]).toMatch(/^model +family +cached %/);
  expect(lines.slice(1, 1 + listed.length).map((line) => line.split(' ')[0])).toEqual(listed.map(({ name }) => name));
  expect(lines[1 + listed.length]).toContain('100 + 6 tokens of 30 × 40 + 50 tokens of 30 + 24 words');
});

it('work of late interaction is what its formula says', () => {
  // Every left with every right token (256 values and the two mask columns), the greatest of each row, masked mean.
  const pair = 2 * 6 * 50 * 258 + 6 * 50 + (6 + 6 + 1);
  expect(of('late-interaction-left')).toMatchObject({
    cachedBytes: { left: 4 * (6 * 258 + 6 + 1), right: 4 * 50 * 258 },
    operations: { pair },
  });
});

it('every model says who described it and what is cached of an item, as the graph has it', () => {
  for (const { paper, formula, cachedShapes } of listed) {
    expect(paper).toMatch(/ (19|20)\d\d/);
    expect(formula).not.toBe('');
    expect(cachedShapes!.left.length > 0 && cachedShapes!.right.length > 0).toBe(true);
  }
  expect(of('dual-cosine').cachedShapes).toEqual({ left: ['256'], right: ['256'] });
  expect(of('mlb-dual').cachedShapes).toEqual({ left: ['2 of 256'], right: ['2 of 256'] });
  // Unit vectors with two mask columns, and what the mean over left tokens takes.
  expect(of('late-interaction-left').cachedShapes).toEqual({ left: ['6×258', '6', '1'], right: ['50×258'] });
});

it('every objective says its formula and who described it', () => {
  for (const { formula, paper } of Object.values(objectives)) {
    expect(formula).not.toBe('');
    expect(paper).toMatch(/ (19|20)\d\d/);
  }
});

it('models that match tokens are listed without numbers where there are none', () => {
  const without = listModels({ left: { width: 100 }, right: { width: 40 } });
  expect(without.map(({ name }) => name).toSorted()).toEqual(Object.keys(models).toSorted());
  expect(without.at(-1)).not.toHaveProperty('operations');
  expect(modelTable(without).join('\n')).toContain('Without numbers: models that match token features');
});
