import { describe, expect, it } from 'vitest';
import type { DatasetManifest } from '../../src/dataset/manifest.ts';
import { parseSuite } from '../../src/suite/parse-suite.ts';
import { planCells, totalEstimate } from '../../src/suite/plan.ts';
import { planText } from '../../src/suite/plan-text.ts';

const scorers = { exact: { indexOnly: true }, 'exhaustive-factorised': { indexOnly: false }, usearch: { indexOnly: true } };
const known = {
  models: ['dual-cosine', 'concat'],
  datasets: ['toys'],
  scorers: { exact: {}, 'exhaustive-factorised': {}, usearch: { efSearch: { atSearch: true } } },
};
const side = (count: number, width: number) => ({
  name: 'x',
  count,
  features: { width, storage: 'F32' as const },
  backbone: { id: 'x' },
});
const manifest = {
  name: 'toys',
  sides: { left: side(300, 32), right: side(200, 16) },
  splits: [
    { name: 'a', description: '' },
    { name: 'b', description: '' },
  ],
} as unknown as DatasetManifest;
const plan = (more = '') => {
  const text = `name: mine\ndatasets: [{ name: toys }]\nmodels: [concat, dual-cosine]\nbaseline: dual-cosine\n${more}`;
  return planCells(parseSuite(text, 'mine.yaml', known), { toys: manifest }, scorers);
};
const cost = `cost:
  latency: [exact, exhaustive-factorised]
  sweeps: [{ scorer: usearch, knob: efSearch, values: [1, 2] }]
  scale: [{ scorer: exhaustive-factorised, pairs: [10, 20] }]
  memory: [exact]
`;

describe('a plan', () => {
  it('puts every cell after those it needs, under a name of its own', () => {
    const cells = plan(`seeds: 3\nequalTimeArm: true\n${cost}`);
    const seen = new Set<string>();
    for (const { id, needs } of cells) {
      for (const needed of needs) expect(seen).toContain(needed);
      expect(seen).not.toContain(id);
      seen.add(id);
    }
  });

  it('uses split k modulo the number of splits for seed k, and keeps files in the open for the first seed of a split', () => {
    const trained = plan('seeds: 3\n').filter(({ kind, key }) => kind === 'train' && key.model === 'concat');
    expect(trained.map(({ key, settings }) => [key.seed, key.split, settings.folder])).toEqual([
      [0, 'a', 'toys/a/models/concat'],
      [1, 'b', 'toys/b/models/concat'],
      [2, 'a', 'cells/toys.a.concat.seed-2.model'],
    ]);
    const kept = plan('seeds: 3\n').filter(({ kind }) => kind === 'accuracy');
    expect(kept.map(({ settings }) => settings.keepsScores)).toEqual([true, true, true, true, false, false]);
  });

  it('gives both families the same training settings, the baseline first', () => {
    const trained = plan().filter(({ kind }) => kind === 'train');
    expect(trained.map(({ key }) => key.model)).toEqual(['dual-cosine', 'concat']);
    expect(trained[0]!.settings.training).toEqual(trained[1]!.settings.training);
    expect(trained[0]!.settings.network).toEqual(trained[1]!.settings.network);
  });

  it('measures cost for the first seeds only, and an index only where a model has embeddings', () => {
    const costs = plan(`seeds: 2\n${cost}`).filter(({ key }) => key.scorer !== undefined);
    expect(costs.map(({ kind, key }) => `${kind} ${key.model} ${key.scorer} ${key.seed}`)).toEqual([
      'latency dual-cosine exact 0',
      'latency dual-cosine exhaustive-factorised 0',
      'index dual-cosine usearch 0',
      'scale dual-cosine exhaustive-factorised 0',
      'memory dual-cosine exact 0',
      'latency concat exhaustive-factorised 0',
      'scale concat exhaustive-factorised 0',
    ]);
  });

  it('measures cost only on the models and data sets that are asked for', () => {
    const measured = (more: string) => plan(`${cost}${more}`).filter(({ key }) => key.scorer !== undefined);
    expect(new Set(measured('  models: [concat]\n').map(({ key }) => key.model))).toEqual(new Set(['concat']));
    expect(measured('  datasets: [toys]\n')).toEqual(measured(''));
  });

  it('trains every model of the other family once more for as long as the baseline took', () => {
    const arms = plan('equalTimeArm: true\n').filter(({ key }) => key.model?.endsWith('@equal-time'));
    expect(arms.map(({ kind, key }) => `${kind} ${key.model}`)).toEqual([
      'train concat@equal-time',
      'accuracy concat@equal-time',
    ]);
    // As many steps as the baseline's time pays for, at the pace of the model's own full training.
    const [timeOf, paceOf] = ['toys/a/dual-cosine/seed-0/train', 'toys/a/concat/seed-0/train'];
    expect(arms[0]!.needs).toEqual([timeOf, paceOf]);
    expect(arms[0]!.settings.equalTime).toEqual({ timeOf, paceOf });
  });

  it('refuses a split that the data set does not have', () => {
    const text = 'name: mine\ndatasets: [{ name: toys, splits: [c] }]\nmodels: [concat]\nbaseline: concat\n';
    expect(() => planCells(parseSuite(text, 'mine.yaml', known), { toys: manifest }, scorers)).toThrow('has no split "c"');
  });

  it('expects more of more: time grows with steps and pairs, and the printed sum is that of the cells', () => {
    const seconds = (more: string) => totalEstimate(plan(more)).seconds;
    expect(seconds('training: { maxSteps: 2000 }\n')).toBeGreaterThan(seconds('training: { maxSteps: 100 }\n'));
    expect(seconds(cost)).toBeGreaterThan(seconds(''));
    const cells = plan(cost);
    expect(planText(cells)).toMatch(new RegExp(`all +${cells.length} +${Math.ceil(totalEstimate(cells).seconds)} s`));
  });
});
