import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { suiteNames, suitePath } from '../../../src/suite/installation.ts';
import { type KnownNames, knownNames } from '../../../src/suite/reading/known-names.ts';
import { parseSuite } from '../../../src/suite/reading/parse-suite.ts';

const known: KnownNames = {
  models: ['dual-cosine', 'concat'],
  datasets: ['emoji', 'emoji-variants'],
  scorers: { exact: {}, 'faiss-hnsw': { neighbours: { atSearch: false }, efSearch: { atSearch: true } } },
};
const good = `name: mine
datasets:
  - name: emoji
models: [dual-cosine, concat]
baseline: dual-cosine
`;
const parse = (text: string) => parseSuite(text, 'mine.yaml', known);
const refusal = (text: string): string => {
  try {
    parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

describe('a suite file', () => {
  it('gets every default filled in', () => {
    const suite = parse(good);
    expect(suite.seeds).toBe(1);
    expect(suite.training.batchSize).toBeGreaterThan(1);
    expect(suite.cost.k).toBe(10);
    expect(suite.claim).toBe(true);
  });

  it('is parsed to a suite that parses to itself', () => {
    const suite = parse(good);
    expect(parse(JSON.stringify(suite))).toEqual(suite);
  });

  it.each([
    ['an unknown key', `${good}sedes: 2\n`, 'mine.yaml:6:1: sedes: unknown key. Did you mean "seeds"?'],
    [
      'an unknown key inside',
      `${good}training:\n  batchsize: 2\n`,
      'mine.yaml:7:3: training.batchsize: unknown key. Did you mean "batchSize"?',
    ],
    [
      'an unknown key in a list',
      good.replace('emoji\n', 'emoji\n    split: [a]\n'),
      'mine.yaml:4:5: datasets.0.split: unknown key. Did you mean "splits"?',
    ],
    [
      'an unknown model',
      good.replace('concat', 'concta'),
      'mine.yaml:4:23: models.1: unknown model "concta". Did you mean "concat"?',
    ],
    [
      'a misspelt form of an imported model, by the form that is nearest',
      `${good}importedModels: [{ name: mine, onnx: { par: a.onnx } }]\n`,
      'importedModels.0.onnx.par: unknown key. Did you mean "pair"?',
    ],
    [
      'an unknown data set',
      good.replace('emoji', 'emojis'),
      'mine.yaml:3:11: datasets.0.name: unknown data set "emojis". Did you mean "emoji"?',
    ],
    [
      'a baseline that is not among the models',
      good.replace('baseline: dual-cosine', 'baseline: bilinear'),
      'mine.yaml:5:11: baseline: unknown model of this suite "bilinear". Known: dual-cosine, concat.',
    ],
    [
      'a baseline that is no dual tower',
      good.replace('baseline: dual-cosine', 'baseline: concat'),
      'mine.yaml:5:11: baseline: "concat" is of the family early fusion: a dual tower is what the others are compared with',
    ],
    [
      'a baseline that is an arm',
      good.replace('concat]', 'dual-cosine@triplet]').replace('baseline: dual-cosine', 'baseline: dual-cosine@triplet'),
      'mine.yaml:5:11: baseline: "dual-cosine@triplet" is an arm, which decides no verdict',
    ],
    [
      'an unknown scorer',
      `${good}cost:\n  latency: [exakt]\n`,
      'mine.yaml:7:13: cost.latency.0: unknown scorer "exakt". Did you mean "exact"?',
    ],
    [
      'a knob that cannot be swept',
      `${good}cost:\n  sweeps:\n    - { scorer: faiss-hnsw, knob: neighbours, values: [1] }\n`,
      'mine.yaml:8:35: cost.sweeps.0.knob: unknown knob of faiss-hnsw "neighbours". Known: efSearch.',
    ],
    ['a wrong type', `${good}seeds: many\n`, 'mine.yaml:6:8: seeds: a number is expected, not "many"'],
    [
      'a value out of range',
      `${good}training:\n  maxSteps: 0\n`,
      'mine.yaml:7:13: training.maxSteps: at least 1 is expected, not 0',
    ],
    [
      'a missing key',
      good.replace('baseline: dual-cosine\n', ''),
      'mine.yaml:1:1: baseline: this key is missing. A dual tower of this suite by its name, no arm: what the others are compared with.',
    ],
    ['a key that is there twice', `${good}name: again\n`, 'mine.yaml:6:1: Map keys must be unique'],
    ['broken syntax', `${good}seeds: [1\n`, 'mine.yaml:7:1: '],
    [
      'a tag',
      good.replace('name: mine', 'name: !!js/function mine'),
      'mine.yaml:1:7: Unresolved tag: tag:yaml.org,2002:js/function',
    ],
    [
      'values that do not grow',
      `${good}cost:\n  sweeps:\n    - { scorer: faiss-hnsw, knob: efSearch, values: [2, 1] }\n`,
      'cost.sweeps.0.values: values that grow from first to last are expected',
    ],
    [
      'an objective that does not exist',
      `${good}training:\n  objective: triplets\n`,
      'mine.yaml:7:14: training.objective: unknown name "triplets". Did you mean "triplet"?',
    ],
    [
      'a setting that an objective does not have',
      `${good}training:\n  objective: { name: triplet, settings: { magrin: 1 } }\n`,
      'mine.yaml:7:43: training.objective.settings.magrin: unknown key. Did you mean "margin"?',
    ],
    [
      'an arm named after no objective',
      good.replace('concat]', 'concat, dual-cosine@tripplet]'),
      'mine.yaml:4:31: models.2: no objective "tripplet". Did you mean "triplet"?',
    ],
    [
      'an unknown key of a model',
      good.replace('concat]', '{ model: concat, batch: 1 }]'),
      'mine.yaml:4:40: models.1.batch: unknown key. Known: model, arm, objective, training',
    ],
    [
      'a model that is listed twice',
      good.replace('concat]', 'dual-cosine]'),
      'mine.yaml:4:23: models.1: "dual-cosine" is listed twice',
    ],
    [
      'an objective that cannot train the model',
      good.replace('concat]', 'concat, concat@adversarial]'),
      'mine.yaml:4:31: models.2: concat@adversarial cannot be trained by adversarial: it learns no vectors of both sides in one space',
    ],
    [
      'an objective of the whole suite that cannot train a model',
      `${good}training:\n  objective: instance-discrimination\n`,
      'mine.yaml:7:14: training.objective: concat cannot be trained by instance-discrimination',
    ],
    [
      'a distillation without a teacher',
      good.replace('concat]', 'concat, dual-cosine@distil-kl]'),
      'mine.yaml:4:31: models.2: distil-kl needs its settings (teacher)',
    ],
    [
      'a teacher that is not trained',
      good.replace(
        'concat]',
        '{ model: dual-cosine, arm: taught, objective: { name: distil-kl, settings: { teacher: concat } } }]',
      ),
      'models.1.objective: the teacher "concat" is not trained in this suite. Known: dual-cosine, dual-cosine@taught.',
    ],
    [
      'models that teach each other',
      good.replace(
        'concat]',
        '{ model: concat, objective: { name: distil-kl, settings: { teacher: dual-cosine@taught } } }, { model: dual-cosine, arm: taught, objective: { name: distil-kl, settings: { teacher: concat } } }]',
      ),
      'models.1: learns from itself: concat ← dual-cosine@taught ← concat',
    ],
    [
      'a frozen part of other widths',
      good.replace('concat]', '{ model: mlb-dual, arm: frozen, frozen: dual-cosine, network: { embedding: 64 } }]'),
      'models.1.frozen: mlb-dual@frozen does not hold dual-cosine: its left.',
    ],
    [
      'a frozen part that is not trained',
      good.replace('concat]', '{ model: mlb-dual, arm: frozen, frozen: dual-dot }]'),
      'models.1.frozen: the model "dual-dot" is not trained in this suite.',
    ],
    [
      'a miner that is no dual tower',
      `${good}training:\n  hardNegatives: { miner: concat }\n`,
      'mine.yaml:7:27: training.hardNegatives.miner: the miner "concat" is no dual tower',
    ],
    [
      'a budget of a model that is not there',
      good.replace('concat]', '{ model: dual-cosine, arm: short, budgetOf: concat }]'),
      'models.1.budgetOf: unknown model of this suite "concat"',
    ],
    [
      'a budget that changes nothing',
      good.replace('concat]', 'concat, { model: dual-cosine, arm: short, budgetOf: concat }]'),
      'mine.yaml:4:75: models.2.budgetOf: "concat" is trained with the batch and steps of the whole suite, so that nothing changes',
    ],
    [
      'a budget that is taken over itself',
      good.replace(
        'concat]',
        '{ model: concat, training: { batchSize: 32 } }, { model: dual-cosine, arm: a, budgetOf: concat }, { model: dual-cosine, arm: b, budgetOf: dual-cosine@a }]',
      ),
      'models.3.budgetOf: "dual-cosine@a" takes over a budget itself: name "concat", whose it is',
    ],
    [
      'a budget of its own beside that of another',
      good.replace(
        'concat]',
        '{ model: concat, training: { batchSize: 32 } }, { model: dual-cosine, arm: a, budgetOf: concat, training: { maxSteps: 9, weightDecay: 0 } }]',
      ),
      'models.2.training.maxSteps: budgetOf decides this too: leave one of the two out',
    ],
    [
      'its own budget taken over',
      good.replace('concat]', 'concat, { model: dual-cosine, arm: a, budgetOf: dual-cosine@a }]'),
      'models.2.budgetOf: "dual-cosine@a" is this training itself',
    ],
    ['a fraction', `${good}seeds: 1.5\n`, 'seeds: a whole number is expected, not 1.5'],
    ['a list in place of a value', `${good}seeds: [1]\n`, 'seeds: a number is expected, not a list'],
    ['too much', `${good}training:\n  learningRate: 2\n`, 'training.learningRate: at most 1 is expected, not 2'],
    ['a bound itself', `${good}network:\n  inputDropout: 1\n`, 'network.inputDropout: less than 1 is expected, not 1'],
    ['an empty list', good.replace('[dual-cosine, concat]', '[]'), 'models: at least 1 entry is expected'],
    [
      'a missing key inside',
      good.replace('name: emoji', 'splits: [a]'),
      'mine.yaml:3:5: datasets.0.name: this key is missing. A data set by its name',
    ],
    ['a device that is none', `${good}device: gpu\n`, 'mine.yaml:6:9: device: unknown name "gpu". Did you mean "cpu"?'],
    [
      'a folder in place of a name',
      good.replace('emoji', '../d-byte'),
      '3:11: datasets.0.name: a name of letters, digits, and . _ @ + - is expected (a folder is given beside it, by the key path), not "../d-byte"',
    ],
    ['an empty file', '', 'mine.yaml:1:1: a block of keys and values is expected, not nothing'],
  ])('is refused by line and column for %s', (_what, text, message) => {
    expect(refusal(text)).toContain(message);
  });

  it('tells a mistake once, not again for what refers to the name that was meant', () => {
    const once = (text: string) => refusal(text).match(/mine\.yaml:.*/g);
    const model = 'unknown model "dual-cosin". Did you mean "dual-cosine"?';
    const arms =
      '{ model: concat, objective: { name: distil-kl, settings: { teacher: dual-cosine } } }, { model: concat, arm: b, budgetOf: dual-cosine }';
    const typo = good.replace('[dual-cosine, concat]', `[{ model: dual-cosin, training: { maxSteps: 9 } }, ${arms}]`);
    expect(once(`${typo}widths: { dual-cosine: { hidden: 9 } }\ncost: { models: [dual-cosine] }\n`)).toEqual([
      `mine.yaml:4:19: models.0.model: ${model}`,
    ]);
    expect(once(good.replace('dual-cosine, concat', 'dual-cosin, dual-cosine'))).toEqual([`mine.yaml:4:10: models.0: ${model}`]);
    expect(once(`${good.replace('emoji', 'emojy')}cost: { datasets: [emoji] }\n`)).toEqual([
      'mine.yaml:3:11: datasets.0.name: unknown data set "emojy". Did you mean "emoji"?',
    ]);
  });

  it('names everything that is wrong at once', () => {
    expect(refusal(`${good}seeds: 0\nthreads: 0\n`).match(/mine\.yaml:\d+:\d+/g)).toHaveLength(2);
  });

  it('neither blows up by aliases nor by nesting, and ends quickly', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 10; i++)
      bomb.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(refusal(bomb.join('\n'))).toMatch(/alias/i);
    expect(refusal(`a: ${'['.repeat(30_000)}`)).toMatch(/not valid|cannot be read/);
  });
});

describe('the suites that come with matchbench', () => {
  it('are at least quick and reference, and pass their own check', () => {
    expect(suiteNames()).toEqual(expect.arrayContaining(['combinations', 'quick', 'reference', 'transfer', 'zoo']));
    for (const name of suiteNames()) {
      const names = knownNames();
      expect(parseSuite(readFileSync(suitePath(name), 'utf8'), name, names).name).toBe(name);
    }
  });
});
