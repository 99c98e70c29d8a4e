import { describe, expect, it } from 'vitest';
import type { ServingCell } from '../../../src/suite/cells/serving.ts';
import { planCells } from '../../../src/suite/planning/plan.ts';
import { planServing } from '../../../src/suite/planning/plan-serving.ts';
import { parseSuite } from '../../../src/suite/reading/parse-suite.ts';
import { type ServedScorer, servingFaults } from '../../../src/suite/reading/serving-faults.ts';
import { toyManifest } from '../../support/toy-manifest.ts';

const scorers: ServedScorer[] = [
  { name: 'exact', indexOnly: true, knobs: {} },
  { name: 'exhaustive-factorised', indexOnly: false, knobs: {} },
  { name: 'usearch', indexOnly: true, knobs: { efSearch: {}, neighbours: {} } },
  { name: 'network-graph', indexOnly: false, knobs: {}, stage: { what: 'embeddings', optional: true } },
  { name: 'cascade', indexOnly: false, knobs: { k: {}, weight: {} }, stage: { what: 'a first stage', optional: false } },
];
const known = {
  models: ['dual-cosine', 'concat'],
  datasets: ['toys'],
  scorers: Object.fromEntries(scorers.map(({ name }) => [name, {}])),
};
const manifest = toyManifest();
const suiteOf = (serving: string) =>
  parseSuite(
    `name: mine\ndatasets: [{ name: toys }]\nmodels: [concat, dual-cosine]\nbaseline: dual-cosine\n${serving}`,
    'mine.yaml',
    known,
  );
const plan = (serving: string, tokens?: object) => planServing(suiteOf(serving), { toys: toyManifest({ tokens }) });
const faults = (serving: string) =>
  servingFaults(suiteOf(serving), scorers).map(({ path, message }) => `${path.join('.')}: ${message}`);
const two = `serving:
  directions: [left-right]
  sizes: [10, 100, 1000]
  strategies:
    - { model: dual-cosine, scorer: usearch, settings: { efSearch: [8, 64] } }
    - { model: concat, scorer: cascade, settings: { k: 20 }, sized: false, first: { model: dual-cosine, scorer: exact } }
`;

const fused = two.replace('sized: false', 'fused: true');

describe('a plan of serving', () => {
  it('has the exhaustive line of every model, also where a suite does not list it', () => {
    const labels = [
      ...new Set(
        plan(two).flatMap(({ kind, key }) =>
          key.scorer === undefined || kind === 'build' ? [] : [`${key.model} ${key.scorer}`],
        ),
      ),
    ];
    expect(labels).toEqual([
      'dual-cosine exact',
      'dual-cosine usearch efSearch=8',
      'dual-cosine usearch efSearch=64',
      'concat exhaustive-factorised',
      'concat cascade first=exact k=20',
    ]);
  });

  it.each([two, fused, `twoSeedsArm: true\n${fused}`])(
    'puts every cell after those it needs, under a name of its own',
    (serving) => {
      const suite = suiteOf(serving);
      const seen = new Set(planCells(suite, { toys: manifest }, {}).map(({ id }) => id));
      for (const { id, needs } of planServing(suite, { toys: manifest })) {
        for (const needed of needs) expect(seen).toContain(needed);
        expect(seen).not.toContain(id);
        seen.add(id);
      }
    },
  );

  it('needs the trainings of both stages of a cascade, and the lists of its own exhaustive network', () => {
    const quality = plan(two).find(({ kind, key }) => kind === 'quality' && key.scorer === 'cascade first=exact k=20')!;
    expect(quality.needs).toEqual([
      'toys/a/split',
      'toys/a/concat/seed-0/train',
      'toys/a/dual-cosine/seed-0/train',
      'toys/a/concat/seed-0/quality-exhaustive-factorised',
    ]);
  });

  it('takes quality among the test families alone where that is asked for, which is sooner done', () => {
    const qualityOf = (kind: string) =>
      plan(two.replace('  sizes', `  quality: ${kind}\n  sizes`)).filter((cell) => cell.kind === 'quality');
    const [tested, all] = [qualityOf('tested'), qualityOf('true')];
    expect(tested.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    for (const [i, { settings, estimate }] of tested.entries()) {
      expect([settings.trainingAdded, all[i]!.settings.trainingAdded]).toEqual([false, true]);
      expect(estimate.seconds).toBeLessThan(all[i]!.estimate.seconds);
    }
    expect(qualityOf('false')).toEqual([]);
  });

  it('takes quality and single queries alone of what is brief, with the first number of threads', () => {
    const suite = two
      .replace('  sizes', '  threads: [1, 2]\n  load: {}\n  sizes')
      .replace('[8, 64] } }', '[8, 64] }, brief: true }');
    const kindsOf = (scorer: string) => plan(suite).flatMap(({ kind, key }) => (key.scorer?.startsWith(scorer) ? [kind] : []));
    expect(kindsOf('usearch efSearch=8')).toEqual(['quality', 'latency']);
    expect(kindsOf('usearch')).toEqual(['build', 'quality', 'latency', 'quality', 'latency']);
    expect(kindsOf('cascade')).toEqual(['quality', 'latency', 'latency', 'load', 'start']);
  });

  it('takes no quality of a strategy that says so, but of what others are compared with', () => {
    const naive =
      '    - { model: concat, scorer: exhaustive-naive, quality: false }\n    - { model: concat, scorer: exhaustive-factorised, quality: false }\n';
    const cells = plan(two.replace('  strategies:\n', `  strategies:\n${naive}`));
    const kindsOf = (scorer: string) => cells.flatMap(({ kind, key }) => (key.scorer === scorer ? [kind] : []));
    expect(kindsOf('exhaustive-naive')).not.toContain('quality');
    expect(kindsOf('exhaustive-naive')).toContain('latency');
    expect(kindsOf('exhaustive-factorised')).toContain('quality');
  });

  it('chooses the weights of a fused cascade before anything of it is measured', () => {
    const cells = plan(fused).filter(({ key }) => key.scorer?.endsWith('k=20 weight=chosen'));
    expect(cells.map(({ kind }) => kind)).toEqual(['fusion', 'quality', 'latency', 'start', 'candidates']);
    const [{ id, needs, settings }, ...served] = cells as [(typeof cells)[0], ...typeof cells];
    expect(needs).toEqual(['toys/a/split', 'toys/a/concat/seed-0/train', 'toys/a/dual-cosine/seed-0/train']);
    expect(settings.fusion).toBeUndefined();
    for (const other of served) {
      expect(other.needs).toContain(id);
      expect(other.settings.fusion).toBe(id);
    }
  });

  it('holds a fused cascade against the mean of two seeds of its first stage, measured as it is but over other sizes', () => {
    const again = 'dual-cosine@second-seed';
    const suite = suiteOf(fused);
    const trained = planCells(suite, { toys: manifest }, {}).filter(({ key }) => key.model === again);
    expect(trained.map(({ id, settings }) => [id, settings.seed])).toEqual([[`toys/a/${again}/seed-0/train`, 1000]]);
    const cells = planServing(suite, { toys: manifest }).filter(({ key }) => key.model === again);
    expect(cells.map(({ kind, key }) => [kind, key.scorer])).toEqual([
      ['quality', 'exact'],
      ...['quality', 'latency', 'start'].map((kind) => [kind, 'cascade first=exact k=20 weight=0.5']),
    ]);
    const [, { settings, needs }] = cells as [(typeof cells)[0], (typeof cells)[0]];
    expect(settings).toMatchObject({ settings: { k: 20, weight: 0.5 }, stages: [{ scorer: 'exact' }] });
    expect(needs).toContain(trained[0]!.id);
    expect(plan(two).some(({ key }) => key.model === again)).toBe(false);
  });

  it('builds an index once over every set of candidates, whatever searches it, and starts again from its file', () => {
    const cells = plan(two.replace('scorer: exact }', 'scorer: usearch }'));
    const own = (kind: string) => cells.filter((one) => one.kind === kind && one.key.scorer?.includes('usearch'));
    const [pools, sizes] = ['pools', 'sizes'].map((over) => `toys/a/dual-cosine/seed-0/build-${over}-usearch`);
    expect(own('build').map(({ id }) => id)).toEqual([pools, sizes]);
    const labels = ['usearch efSearch=8', 'usearch efSearch=64', 'cascade first=usearch k=20'];
    for (const [kind, built] of Object.entries({ quality: pools, latency: pools, reopen: pools, candidates: sizes })) {
      const searching = own(kind);
      expect(searching.map(({ key }) => key.scorer)).toEqual(kind === 'candidates' ? labels.slice(0, 2) : labels);
      for (const { settings, needs } of searching) {
        const { index, stages } = settings as unknown as ServingCell;
        expect(index ?? stages![0]!.index).toEqual({ folder: 'toys/a/indexes/dual-cosine.usearch', builtBy: built });
        expect(needs).toContain(built);
      }
    }
    // A start that builds is what it measures.
    expect(own('start').map(({ key }) => key.scorer)).toEqual(labels);
    for (const { needs } of own('start')) expect(needs).not.toContain(pools);
  });

  it('builds another index for other settings of the build, and by other threads', () => {
    const several = two.replace('{ efSearch: [8, 64] }', '{ neighbours: [8, 16], efSearch: [8, 64] }');
    const cells = plan(several.replace('serving:', 'serving:\n  threads: [1, 4]\n  quality: false'));
    const builds = cells.filter(({ kind }) => kind === 'build');
    expect(builds.map(({ id, settings }) => [id.split('/').at(-1), settings.settings])).toEqual(
      [8, 16].flatMap((neighbours) =>
        ['pools', 'sizes'].map((over) => [`build-${over}-usearch-neighbours-${neighbours}`, { neighbours }]),
      ),
    );
    expect(builds[0]!.settings.over).toEqual({ shares: [1], trainingAdded: false, directions: ['left-right'] });
    for (const { settings, key } of cells.filter(({ kind, key }) => kind === 'latency' && key.scorer?.startsWith('usearch')))
      expect(settings.index === undefined).toBe(key.scorer!.endsWith('threads=4'));
  });

  it('lays a graph over a first stage with an index upon that of its own cell', () => {
    const graph =
      '{ model: concat, scorer: network-graph, first: { model: dual-cosine, scorer: usearch, settings: { efSearch: 9 } } }';
    const cells = plan(two.replace(/ {4}- \{ model: concat.*\n/, `    - ${graph}\n`));
    const builds = cells.filter(({ kind, id }) => kind === 'build' && id.includes('build-pools'));
    expect(builds.map(({ key }) => [key.model, key.scorer])).toEqual([
      ['dual-cosine', 'usearch'],
      ['concat', 'network-graph'],
    ]);
    const [inner, outer] = builds as [(typeof builds)[0], (typeof builds)[0]];
    expect(outer.needs).toContain(inner.id);
    const quality = cells.find(({ kind, key }) => kind === 'quality' && key.scorer?.startsWith('network-graph'))!;
    expect(quality.needs).toEqual(expect.arrayContaining([inner.id, outer.id]));
    const { index, stages } = quality.settings as unknown as ServingCell;
    expect([index?.builtBy, stages![0]!.index?.builtBy]).toEqual([outer.id, inner.id]);
  });

  it('draws items only for sizes beyond those there are, and never items of tokens', () => {
    const kinds = (serving: string, tokens?: object) => plan(serving, tokens).map(({ kind }) => kind);
    expect(kinds(two)).toContain('synthetic');
    expect(kinds(two.replace('1000', '150'))).not.toContain('synthetic');
    expect(kinds(two, { count: 2, width: 3 })).not.toContain('synthetic');
    const sized = plan(two).filter(({ kind }) => kind === 'candidates');
    expect(sized.map(({ key }) => key.scorer)).toEqual([
      'exact',
      'usearch efSearch=8',
      'usearch efSearch=64',
      'exhaustive-factorised',
    ]);
  });

  it('times single queries with each number of threads, in a cell of its own, and everything else with the first', () => {
    const cells = plan(two.replace('serving:', 'serving:\n  threads: [1, 4]\n  load: {}'));
    const latency = cells
      .filter(({ kind, key }) => kind === 'latency' && key.model === 'concat')
      .map(({ key, settings }) => [key.scorer, settings.threads]);
    expect(latency).toContainEqual(['cascade first=exact k=20 threads=4', 4]);
    expect(latency).toContainEqual(['cascade first=exact k=20', 1]);
    expect(
      cells
        .filter(({ kind }) => kind !== 'latency')
        .every(({ settings }) => settings.threads === undefined || settings.threads === 1),
    ).toBe(true);
  });
});

describe('the block serving', () => {
  it('is accepted as it should be', () => expect(faults(two)).toEqual([]));

  it.each([
    [
      'a model that the suite does not train',
      '{ model: dual-cosin, scorer: exact }',
      /strategies\.0\.model: unknown model.*Did you mean "?dual-cosine/,
    ],
    [
      'an unknown scorer',
      '{ model: concat, scorer: cascad, first: { model: dual-cosine, scorer: exact } }',
      /scorer: unknown scorer "cascad".*cascade/,
    ],
    [
      'an unknown setting',
      '{ model: dual-cosine, scorer: usearch, settings: { efsearch: 3 } }',
      /settings\.efsearch: unknown setting of usearch.*efSearch/,
    ],
    [
      'an index over a network without embeddings',
      '{ model: concat, scorer: usearch }',
      /usearch searches embeddings, and concat has none/,
    ],
    ['a cascade without a first stage', '{ model: concat, scorer: cascade }', /cascade needs `first`: a first stage/],
    [
      'a first stage of what has none',
      '{ model: dual-cosine, scorer: exact, first: { model: dual-cosine, scorer: exact } }',
      /exact is built upon no other scorer/,
    ],
    [
      'a weight to choose where there are not two scores',
      '{ model: concat, scorer: exhaustive-factorised, fused: true }',
      /fused: exhaustive-factorised has no two scores to weigh/,
    ],
    [
      'a weight that is both given and chosen',
      '{ model: concat, scorer: cascade, fused: true, settings: { weight: 0.5 }, first: { model: dual-cosine, scorer: exact } }',
      /settings: the weight and the scales are chosen/,
    ],
    [
      'a first stage without embeddings',
      '{ model: concat, scorer: cascade, first: { model: concat, scorer: exact } }',
      /first\.scorer: exact searches embeddings/,
    ],
  ])('refuses %s with its place and reason', (_what, strategy, message) => {
    expect(faults(`serving:\n  strategies:\n    - ${strategy}\n`).join('\n')).toMatch(message);
  });

  it('refuses a strategy twice, and what `cost` would measure once more', () => {
    const twice =
      'serving:\n  strategies:\n    - { model: dual-cosine, scorer: exact }\n    - { model: dual-cosine, scorer: exact }\n';
    expect(faults(twice)).toEqual(['serving.strategies: "exact" of dual-cosine is listed twice']);
    expect(faults(`cost: { latency: [exact] }\n${two}`)).toEqual([
      expect.stringMatching(/^cost\.latency: the block `serving` measures/),
    ]);
  });
});
