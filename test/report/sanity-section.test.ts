import { expect, test } from 'vitest';
import type { CellRecord, RunRecord } from '../../src/record.ts';
import type { LoadedRecord } from '../../src/report/record/read-record.ts';
import { sanitySection } from '../../src/report/sections/sanity-section.ts';

const cell = (split: string, value: number, holds: boolean) =>
  ({
    id: `toys/${split}/sanity`,
    kind: 'sanity',
    status: 'done',
    key: { dataset: 'toys', split, seed: 0 },
    figures: (['left-right', 'right-left'] as const).map((direction) => {
      return { dataset: 'toys', split, scorer: 'sanity oracle', seed: 0, direction, metric: 'R@1', unit: 'fraction', value };
    }),
    details: { arms: { oracle: { summary: 'the right | answers', checks: [{ holds: true }, { holds }] } } },
  }) as unknown as CellRecord;
const loaded = (...cells: CellRecord[]) =>
  ({ record: { datasets: [{ name: 'toys' }] } as unknown as RunRecord, cells, perQuery: new Map() }) as LoadedRecord;

test('an arm has a line: means over the splits, and in how many cases what is known was found', () => {
  const lines = sanitySection(loaded(cell('a', 1, true), cell('b', 0.5, false)));
  expect(lines).toContain('| scorer | scores | R@1 left→right | R@1 right→left | as known |');
  expect(lines).toContain('| oracle | the right \\| answers | 75.0 | 75.0 | 3 of 4 |');
});

test('a record without such cells, or with details of another shape, has no line that is made up', () => {
  expect(sanitySection(loaded())).toEqual([]);
  const odd = { ...cell('a', 1, true), details: { arms: { oracle: null } } } as CellRecord;
  expect(sanitySection(loaded(odd)).join('\n')).toContain('| oracle | 100.0 | 100.0 |');
});
