import { describe, expect, it } from 'vitest';
import type { CellRecord } from '../../src/record.ts';
import { drawTrial, withDrawn } from '../../src/suite/planning/draw-trial.ts';
import { plannedAs } from '../../src/suite/planning/place.ts';
import { planTuning } from '../../src/suite/planning/plan-tuning.ts';
import { armsOf } from '../../src/suite/reading/arms.ts';
import { parseSuite } from '../../src/suite/reading/parse-suite.ts';
import { trialRows } from '../../src/suite/tuning/trial-rows.ts';
import { sharedWinners, winners, winnersText } from '../../src/suite/tuning/tuning-winners.ts';
import { toyManifest } from '../support/toy-manifest.ts';

const known = { models: ['dual-cosine', 'concat'], datasets: ['toys'], scorers: {} };
const manifest = toyManifest();
const suiteOf = (more = '') =>
  parseSuite(
    `name: mine\ndatasets: [{ name: toys }]\nmodels:\n  - concat\n  - dual-cosine\n  - { model: dual-cosine, arm: taught, objective: { name: distil-kl, settings: { teacher: concat } } }\nbaseline: dual-cosine\n${more}`,
    'mine.yaml',
    known,
  );

describe('a plan of trials', () => {
  const suite = suiteOf('seeds: 2\ntuning: { trials: 3 }\n');
  const cells = planTuning(suite, { toys: manifest });
  const settingsOf = (id: string) => plannedAs(cells.find((cell) => cell.id === id)!, 'trial').settings;

  it('has as many trials for every model, and as many again at equal time but for the baseline', () => {
    const trialsOf = (model: string) => cells.filter(({ key }) => key.model === model).length;
    expect(new Set(cells.map(({ key }) => key.model))).toEqual(new Set(['dual-cosine', 'concat', 'concat@equal-time']));
    for (const model of ['dual-cosine', 'concat', 'concat@equal-time']) expect(trialsOf(model)).toBe(6);
  });

  it('has no trial at equal time of what is frozen', () => {
    const text =
      'name: mine\ndatasets: [{ name: toys }]\nmodels: [dual-cosine, concat, late-interaction-frozen]\nbaseline: dual-cosine\n';
    const frozen = parseSuite(text, 'mine.yaml', { ...known, models: [...known.models, 'late-interaction-frozen'] });
    const planned = planTuning(frozen, { toys: toyManifest({ tokens: { count: 3, width: 8 } }) });
    expect(new Set(planned.map(({ key }) => key.model))).toEqual(
      new Set(['dual-cosine', 'concat', 'concat@equal-time', 'late-interaction-frozen']),
    );
  });

  it('puts every trial after those whose time it takes over', () => {
    const seen = new Set<string>();
    for (const { id, needs } of cells) {
      for (const needed of needs) expect(seen).toContain(needed);
      expect(seen).not.toContain(id);
      seen.add(id);
    }
  });

  it('draws the same values for every model and seed, and none for the first trial', () => {
    for (const trial of [0, 1, 2]) {
      const drawn = cells.filter(({ id }) => id.endsWith(`trial-${trial}`)).map(({ settings }) => JSON.stringify(settings.drawn));
      expect(new Set(drawn).size).toBe(1);
    }
    const first = settingsOf('toys/a/concat/seed-0/trial-0');
    const [own] = armsOf(suite);
    expect(first).toMatchObject({ drawn: {}, training: own!.training, network: own!.network });
    expect(settingsOf('toys/a/concat/seed-0/trial-1').drawn).not.toEqual(settingsOf('toys/a/concat/seed-0/trial-2').drawn);
  });
});

describe('drawing', () => {
  const { space } = suiteOf().tuning;

  it('stays in the space, covers it, and changes no setting when another is added', () => {
    const rates = Array.from({ length: 200 }, (_, i) => drawTrial(space, i + 1).learningRate as number);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(3e-4);
    expect(Math.max(...rates)).toBeLessThanOrEqual(3e-3);
    // Even in the logarithm: half of them below the geometric middle.
    expect(rates.filter((rate) => rate < 3e-4 * Math.sqrt(10)).length / 200).toBeCloseTo(0.5, 1);
    const batches = new Set(Array.from({ length: 50 }, (_, i) => drawTrial(space, i + 1).batchSize));
    expect(batches).toEqual(new Set([64, 96, 128]));
    expect(drawTrial({ learningRate: space.learningRate }, 5).learningRate).toBe(drawTrial(space, 5).learningRate);
  });

  it('keeps the most epochs whatever the batch, and gives a temperature to InfoNCE alone', () => {
    const [arm, , taught] = armsOf(suiteOf());
    const { training, objective } = withDrawn(arm!, { batchSize: 48, temperature: 0.1 });
    expect(training.batchSize * training.maxSteps).toBe(arm!.training.batchSize * arm!.training.maxSteps);
    expect(training.warmUpSteps).toBe(2 * arm!.training.warmUpSteps);
    expect(objective.settings).toEqual({ temperature: 0.1 });
    expect(withDrawn(taught!, { temperature: 0.1 }).objective).toEqual(taught!.objective);
  });
});

describe('the table of trials', () => {
  const trial = (model: string, number: number, seed: number, mrr: number | undefined): CellRecord =>
    ({
      id: `toys/a/${model}/seed-${seed}/trial-${number}`,
      kind: 'trial',
      key: { dataset: 'toys', split: 'a', model, seed },
      status: mrr === undefined ? 'failed' : 'done',
      figures: mrr === undefined ? [] : [{ metric: 'validation MRR', unit: 'fraction', value: mrr }],
      details: mrr === undefined ? {} : { trial: number, drawn: { learningRate: number } },
    }) as unknown as CellRecord;
  const rows = trialRows([
    trial('concat', 0, 0, 0.3),
    trial('concat', 0, 1, 0.5),
    trial('concat', 1, 0, 0.9),
    trial('concat', 1, 1, undefined),
    trial('concat', 2, 0, 0.1),
    trial('concat', 2, 1, 0.2),
    trial('concat@equal-time', 0, 0, 0.1),
  ]);

  it('averages seeds, and lets a trial that failed once neither have a figure nor win', () => {
    expect(rows.map(({ trial, validationMrr, wins }) => [trial, validationMrr, wins])).toEqual([
      [0, 0.4, true],
      [1, undefined, false],
      [2, expect.closeTo(0.15), false],
      [0, 0.1, true],
    ]);
    expect(rows[1]).toMatchObject({ failed: 1, seeds: 2, drawn: { learningRate: 1 } });
    expect(rows[3]).toMatchObject({ model: 'concat', equalTime: true });
  });

  it('names the winners beside the settings of the suite, and says whose they are not', () => {
    expect(winners(rows).map(({ best, asTheSuite }) => [best.model, best.equalTime, best.trial, asTheSuite])).toEqual([
      ['concat', false, 0, 0.4],
      ['concat', true, 0, 0.1],
    ]);
    expect(winnersText(rows)[0]).toBe('The settings of the suite win for every model.');
    const other = trialRows([trial('concat', 0, 0, 0.3), trial('concat', 1, 0, 0.5), trial('dual-cosine', 0, 0, 0.4)]);
    const [says, , ...table] = winnersText(other);
    expect(says).toContain('not the best trial of concat:');
    expect(table.join('\n')).toMatch(/concat \| same steps \| trial 1: learningRate 1 \| +0\.500 \| +0\.300 \| +0\.200/);
    const failed = trialRows([trial('concat', 0, 0, undefined), trial('concat', 1, 0, 0.5)]);
    expect(winnersText(failed).join('\n')).toMatch(/0\.500 \| +failed \|/);
    expect(winnersText(trialRows([trial('concat', 0, 0, undefined)]))[0]).toBe('Every trial failed.');
  });

  it('names the trial that is the best for all models together, which none of them may win', () => {
    const several = trialRows([
      ...[0.5, 0.45, 0.3, 0.9].map((mrr, number) => trial('concat', number, 0, mrr)),
      ...[0.2, 0.4, 0.45, undefined].map((mrr, number) => trial('dual-cosine', number, 0, mrr)),
      trial('concat@equal-time', 0, 0, 0.99),
    ]);
    expect(sharedWinners(several)).toEqual([
      { dataset: 'toys', trial: 1, drawn: { learningRate: 1 }, mean: expect.closeTo(0.425, 12), asTheSuite: 0.35 },
    ]);
    expect(winnersText(several).join('\n')).toContain(
      'on toys trial 1 (learningRate 1) is the best on average over the models, 0.425; the suite’s own has 0.350.',
    );
    expect(sharedWinners(trialRows([trial('concat', 0, 0, undefined)]))).toEqual([]);
  });
});
