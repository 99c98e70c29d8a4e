import { describe, expect, it } from 'vitest';
import { plannedAs } from '../../../src/suite/planning/place.ts';
import { planCells, totalEstimate } from '../../../src/suite/planning/plan.ts';
import { planText } from '../../../src/suite/planning/plan-text.ts';
import { parseSuite } from '../../../src/suite/reading/parse-suite.ts';
import { toyManifest } from '../../support/toy-manifest.ts';

const scorers = { exact: { indexOnly: true }, 'exhaustive-factorised': { indexOnly: false }, usearch: { indexOnly: true } };
const known = {
  models: ['dual-cosine', 'concat'],
  datasets: ['toys'],
  scorers: { exact: {}, 'exhaustive-factorised': {}, usearch: { efSearch: { atSearch: true } } },
};
const manifest = toyManifest();
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

  it('judges pairs where a suite asks for it, of every model it lists', () => {
    const judged = (more: string) => plan(more).filter(({ kind }) => kind === 'filter');
    expect(judged('equalTimeArm: true\n')).toEqual([]);
    expect(judged('equalTimeArm: true\npairFiltering: true\n').map(({ id, needs }) => [id, needs])).toEqual(
      ['dual-cosine', 'concat'].map((model) => [`toys/a/${model}/seed-0/filter`, [`toys/a/${model}/seed-0/train`]]),
    );
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

  it('plans no training at equal time of what is frozen, nor for a time that a frozen baseline did not take', () => {
    const withTokens = toyManifest({ tokens: { count: 3, width: 8 } });
    const names = { ...known, models: [...known.models, 'dual-frozen', 'late-interaction-frozen'] };
    const timed = (baseline: string) => {
      const text = `name: mine\ndatasets: [{ name: toys }]\nmodels: [${names.models.join(', ')}]\nbaseline: ${baseline}\nequalTimeArm: true\n`;
      const cells = planCells(parseSuite(text, 'mine.yaml', names), { toys: withTokens }, scorers);
      return cells
        .filter(({ kind, settings }) => kind === 'train' && settings.equalTime !== undefined)
        .map(({ key }) => key.model);
    };
    expect(timed('dual-cosine')).toEqual(['concat@equal-time']);
    expect(timed('dual-frozen')).toEqual([]);
  });

  it('trains the baseline again with another seed on the same split, and averages the scores of both', () => {
    const cells = plan('seeds: 2\ntwoSeedsArm: true\n').filter(({ key }) => key.model?.includes('@'));
    expect(cells.filter(({ key }) => key.seed === 1).map(({ kind, key }) => `${kind} ${key.model} ${key.split}`)).toEqual([
      'train dual-cosine@second-seed b',
      'accuracy dual-cosine@second-seed b',
      'accuracy dual-cosine@two-seeds b',
    ]);
    const seeds = cells.filter(({ kind }) => kind === 'train').map(({ settings }) => settings.seed);
    expect(new Set([0, 1, ...(seeds as number[])]).size).toBe(4);
    expect(cells.at(-1)!.settings).toMatchObject({
      folder: 'toys/b/models/dual-cosine',
      averagedWith: 'toys/b/models/dual-cosine@second-seed',
    });
    expect(cells.at(-1)!.needs).toEqual(['toys/b/dual-cosine/seed-1/train', 'toys/b/dual-cosine@second-seed/seed-1/train']);
  });

  const arms = `name: mine
datasets: [{ name: toys }]
models:
  - { model: concat, training: { batchSize: 32, maxSteps: 500 }, network: { fusionHidden: [8] } }
  - { model: dual-cosine, arm: taught, objective: { name: distil-kl, settings: { teacher: concat, weight: 1 } } }
  - { model: dual-cosine, arm: short, budgetOf: concat }
  - { model: dual-cosine, arm: mined, hardNegatives: { miner: dual-cosine, depth: 3 } }
  - { model: concat, arm: mined, hardNegatives: { miner: dual-cosine, depth: 3 } }
  - dual-cosine
  - dual-cosine@triplet
baseline: dual-cosine
`;
  const frozen = `  - mlb-dual\n  - { model: mlb-dual, arm: frozen, frozen: dual-cosine }\n`;
  const planned = (more = '') => planCells(parseSuite(arms + more, 'mine.yaml', known), { toys: manifest }, scorers);
  const trainings = () => planned().filter(({ kind }) => kind === 'train');
  const settingsOf = (label: string) => plannedAs(trainings().find(({ key }) => key.model === label)!, 'train').settings;

  it('trains every arm under its own name and settings, the baseline first', () => {
    expect(trainings().map(({ key }) => key.model)).toEqual([
      'dual-cosine',
      'concat',
      'dual-cosine@taught',
      'dual-cosine@short',
      'dual-cosine@mined',
      'concat@mined',
      'dual-cosine@triplet',
    ]);
    expect(settingsOf('concat').training).toMatchObject({ batchSize: 32, maxSteps: 500 });
    expect(settingsOf('concat').network.fusionHidden).toEqual([8]);
    expect(settingsOf('dual-cosine@triplet').objective).toEqual({ name: 'triplet', settings: {} });
  });

  it('trains what is held frozen first, and has it keep its weights', () => {
    const text = arms.replace('  - dual-cosine@triplet\n', frozen);
    const more = { ...known, models: [...known.models, 'mlb-dual'] };
    const cells = planCells(parseSuite(text, 'mine.yaml', more), { toys: manifest }, scorers);
    const of = (label: string) => cells.find(({ kind, key }) => kind === 'train' && key.model === label)!;
    expect(of('mlb-dual@frozen').needs).toEqual([of('dual-cosine').id]);
    expect(of('mlb-dual@frozen').settings.frozen).toMatchObject({
      label: 'dual-cosine',
      folder: of('dual-cosine').settings.folder,
    });
    expect(of('dual-cosine').settings.keepsWeights).toBe(true);
    expect(of('mlb-dual').settings.keepsWeights).toBeUndefined();
  });

  it('can give the tower batch and steps of the fusion network, and nothing else of it', () => {
    const [short, tower] = [settingsOf('dual-cosine@short'), settingsOf('dual-cosine')];
    expect(short.training).toMatchObject({ batchSize: 32, maxSteps: 500 });
    expect(short.network).toEqual(tower.network);
    expect(short.training.learningRate).toBe(tower.training.learningRate);
  });

  it('trains a teacher before who learns from it, and mines once for all who are offered the lists', () => {
    const cells = planned('equalTimeArm: true\n');
    const seen = new Set<string>();
    for (const { id, needs } of cells) {
      for (const needed of needs) expect(seen).toContain(needed);
      seen.add(id);
    }
    expect(cells.find(({ id }) => id === 'toys/a/dual-cosine@taught/seed-0/train')!.needs).toEqual([
      'toys/a/concat/seed-0/train',
    ]);
    expect(cells.filter(({ kind }) => kind === 'mine').map(({ id }) => id)).toEqual(['toys/a/dual-cosine/seed-0/mine-3']);
    expect(settingsOf('concat@mined').mined).toEqual(settingsOf('dual-cosine@mined').mined);
    // Arms are beside the models: only the models of the other family have an arm at equal time.
    expect(cells.filter(({ key }) => key.model?.endsWith('@equal-time')).map(({ key }) => key.model)).toEqual([
      'concat@equal-time',
      'concat@equal-time',
    ]);
  });

  it('shows floors that learn the shares of training families that models are shown', () => {
    expect(planned().find(({ kind }) => kind === 'sanity')!.settings).toEqual({});
    const text = arms.replace(
      'models:\n',
      'models:\n  - { model: concat, arm: half, training: { trainShare: 0.5 } }\n  - { model: concat, arm: few, training: { trainShare: 0.05 } }\n',
    );
    const cells = planCells(parseSuite(text, 'mine.yaml', known), { toys: manifest }, scorers);
    expect(cells.find(({ kind }) => kind === 'sanity')!.settings).toEqual({ shares: [0.05, 0.5] });
  });

  it('offers lists of the whole suite to every model but their miner', () => {
    const cells = plan('training: { hardNegatives: { miner: dual-cosine } }\n').filter(({ kind }) => kind === 'train');
    expect(cells.map(({ settings }) => settings.mined !== undefined)).toEqual([false, true]);
  });

  it('expects more of more: time grows with steps and pairs, and the printed sum is that of the cells', () => {
    const seconds = (more: string) => totalEstimate(plan(more)).seconds;
    expect(seconds('training: { maxSteps: 2000 }\n')).toBeGreaterThan(seconds('training: { maxSteps: 100 }\n'));
    expect(seconds(cost)).toBeGreaterThan(seconds(''));
    const cells = plan(cost);
    expect(planText(cells)).toMatch(new RegExp(`all +${cells.length} +${Math.ceil(totalEstimate(cells).seconds)} s`));
  });
});
