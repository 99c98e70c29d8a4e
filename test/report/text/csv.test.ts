import { expect, test } from 'vitest';
import { toCsv } from '../../../src/report/text/csv.ts';

const header =
  'model,scorer,direction,dataset,split,seed,device,left_count,right_count,metric,unit,value,ci_low,ci_high,samples\n';

test('the columns are those of the contract, to the letter, also without rows', () => {
  expect(toCsv([])).toBe(header);
});

test('a full figure fills every column', () => {
  const figure = {
    model: 'tower',
    scorer: 'exact',
    direction: 'left-right',
    dataset: 'toys',
    split: 'fold-0',
    seed: 0,
    device: 'cpu',
    leftCount: 3,
    rightCount: 4,
    metric: 'MRR',
    unit: 'fraction',
    value: 0.5,
    ciLow: -0.25,
    ciHigh: 1e-7,
    samples: 12,
  } as const;
  expect(toCsv([figure])).toBe(`${header}tower,exact,left-right,toys,fold-0,0,cpu,3,4,MRR,fraction,0.5,-0.25,1e-7,12\n`);
});

test('what is missing stays empty and 0 stays 0', () => {
  expect(toCsv([{ metric: 'queries left out', unit: 'queries', value: 0, seed: 'all' }])).toBe(
    `${header},,,,,all,,,,queries left out,queries,0,,,\n`,
  );
});

test('numbers read back as the same numbers', () => {
  const values = [1 / 3, -0.1, 5e-324, 2 ** 53, 1.7976931348623157e308, 0.1 + 0.2];
  const rows = toCsv(values.map((value) => ({ metric: 'm', unit: 'u', value })))
    .split('\n')
    .slice(1, -1);
  expect(rows.map((row) => Number(row.split(',')[11]))).toEqual(values);
});

test('no text breaks out of its cell or runs as a formula', () => {
  const rows = toCsv([{ model: '=1+1', dataset: 'a,"b"\nc', scorer: '@x', split: '\rd', metric: '-1', unit: 'u', value: 1 }]);
  expect(rows).toBe(`${header}'=1+1,'@x,,"a,""b""\nc","'\rd",,,,,'-1,u,1,,,\n`);
});
