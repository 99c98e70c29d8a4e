import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultModelSettings, type ModelSettings } from '../../src/define-model.ts';
import { drawTrial } from '../../src/suite/planning/draw-trial.ts';
import type { TuningSpace } from '../../src/suite/reading/tuning-schema.ts';
import type { TrialRow } from '../../src/suite/tuning/trial-rows.ts';
import { sharedWinners } from '../../src/suite/tuning/tuning-winners.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../../src/training/settings.ts';

const { tuning, settings, trials } = JSON.parse(
  readFileSync(new URL('../../reports/tuning/tuning.json', import.meta.url), 'utf8'),
) as {
  readonly tuning: { readonly trials: number; readonly space: TuningSpace };
  readonly settings: { readonly training: TrainingSettings; readonly network: ModelSettings };
  readonly trials: readonly TrialRow[];
};

describe('the committed record of tuning', () => {
  const atSameSteps = trials.filter(({ equalTime }) => !equalTime);
  const models = [...new Set(atSameSteps.map(({ model }) => model))];

  it('has the same trials of every model, with the values that are drawn for them', () => {
    expect(models.length).toBeGreaterThan(2);
    for (const model of models) {
      const own = atSameSteps.filter((row) => row.model === model);
      expect(own.map(({ trial }) => trial)).toEqual(Array.from({ length: tuning.trials }, (_, trial) => trial));
      for (const { trial, drawn } of own) expect(drawn).toEqual(drawTrial(tuning.space, trial));
    }
  });

  it('was won, over all models together, by the defaults', () => {
    const [winner] = sharedWinners(trials);
    const drawn: Readonly<Record<string, unknown>> = { ...winner!.drawn };
    // A default that is changed is another one than was tried: new trials are due.
    for (const [recorded, defaults] of [
      [settings.training, defaultTrainingSettings],
      [settings.network, defaultModelSettings],
    ] as const) {
      const won = Object.fromEntries(Object.entries(recorded).map(([name, value]) => [name, drawn[name] ?? value]));
      expect(won).toMatchObject(defaults);
    }
  });
});
