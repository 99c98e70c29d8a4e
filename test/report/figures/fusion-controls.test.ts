import { expect, test } from 'vitest';
import { fusedCascades, fusionControlFigures } from '../../../src/report/figures/fusion-controls.ts';
import { fusionTable } from '../../../src/report/sections/fusion-table.ts';
import { judgedStrategies } from '../../support/judged-strategies.ts';

const units = [0, 0, 1, 1];
const control = { scorer: 'cascade first=exact k=30 weight=0.5', units };
const strategies = [
  { model: 'fusion', scorer: 'cascade first=exact k=30', values: [0.5, 0.5, 0.5, 0.5], units },
  { model: 'fusion', scorer: 'cascade first=exact k=30 weight=chosen', values: [0.6, 0.6, 0.6, 0.6], units },
  { ...control, model: 'other@second-seed', values: [0.1, 0.1, 0.1, 0.1] },
  { ...control, model: 'tower@second-seed', values: [0.5, 0.5, 0.3, 0.3] },
];
const suite = {
  serving: {
    strategies: [
      { model: 'fusion', scorer: 'cascade', settings: { k: [30] }, fused: true, first: { model: 'tower', scorer: 'exact' } },
    ],
  },
};

test('a fused cascade is held against two seeds of its own first stage, on the same queries', () => {
  const { loaded, figures } = judgedStrategies(strategies, suite);
  expect(fusedCascades(loaded.record, figures).map(({ plain, control }) => [plain.scorer, control?.model])).toEqual([
    ['cascade first=exact k=30', 'tower@second-seed'],
  ]);
  const [gain, ...others] = fusionControlFigures(loaded, figures);
  expect(others).toEqual([]);
  expect(gain).toMatchObject({ model: 'fusion', metric: 'gain over two seeds', unit: 'fraction', samples: 2 });
  // By 0.1 in one family, by 0.3 in the other.
  expect([gain!.value, gain!.ciLow, gain!.ciHigh]).toBeAllClose([0.2, 0.1, 0.3], 1e-6, 0);
  const table = fusionTable(loaded.record, [...figures, gain!]);
  expect(table.at(-2)).toBe('| fusion | cascade first=exact k=30 | left→right | +20.0 [10.0, 30.0] |');
});

test('a run without the control says what it has', () => {
  const { loaded, figures } = judgedStrategies(strategies.slice(0, 2), suite);
  expect(fusionControlFigures(loaded, figures)).toEqual([]);
  expect(fusionTable(loaded.record, figures).at(-2)).toBe('| fusion | cascade first=exact k=30 | left→right |');
  expect(fusionTable(loaded.record, judgedStrategies(strategies.slice(0, 1)).figures)).toEqual([]);
});
