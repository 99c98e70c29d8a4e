import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installationFolder } from '../../../src/suite/installation.ts';
import { parsePrices, readPrices } from '../../../src/suite/reading/price-table.ts';

const good = `date: 2026-01-31
currency: EUR
machines:
  - { name: small, cores: 2, memoryGiB: 8, perHour: 0.1 }
`;
const refusal = (text: string): string => {
  try {
    parsePrices(text, 'mine.yaml');
  } catch (error) {
    return `${(error as Error).message} ${(error as { remedy?: string }).remedy}`;
  }
  return 'accepted';
};

describe('a price table', () => {
  test('gets its defaults, and memory in bytes', () => {
    expect(parsePrices(good, 'mine.yaml')).toMatchObject({
      date: '2026-01-31',
      currency: 'EUR',
      machines: [{ name: 'small', cores: 2, memoryBytes: 2 ** 33, perHour: 0.1 }],
      utilisation: { value: 0.7, low: 0.5, high: 0.9 },
      leastMachines: 1,
    });
  });

  test.each([
    ['an unknown key', `${good}curency: USD\n`, 'mine.yaml:5:1: curency: unknown key. Did you mean "currency"?'],
    ['a price that is none', good.replace('0.1', 'free'), 'mine.yaml:4:53: machines.0.perHour: a number is expected, not "free"'],
    ['a price below 0', good.replace('0.1', '-1'), 'machines.0.perHour: more than 0 is expected, not -1'],
    ['a day in another form', good.replace('2026-01-31', '31.1.2026'), 'date: a day as 2026-01-31 is expected, not "31.1.2026"'],
    ['no machine', good.replace(/machines:.*$/s, 'machines: []\n'), 'machines: at least 1 entry is expected'],
    ['a machine twice', `${good}  - { name: small, cores: 4, memoryGiB: 8, perHour: 1 }\n`, 'a machine is listed twice'],
    ['ends beside the value', `${good}utilisation: { value: 0.7, low: 0.8, high: 0.9 }\n`, 'low ≤ value ≤ high is expected'],
    ['a tag', `${good}x: !!js/function "f"\n`, 'mine.yaml:5'],
  ])('with %s is refused with its place', (_what, text, message) => {
    const said = refusal(text);
    expect(said).toContain('the price table is not valid');
    expect(said).toContain(message);
    expect(said).toContain('schemas/prices.schema.json');
  });

  test('comes with matchbench as an example, dated', async () => {
    const file = join(installationFolder, 'bench', 'prices.yaml');
    expect(readPrices()).toEqual(parsePrices(await readFile(file, 'utf8'), file));
  });

  test('that is not there is told by its path', () => {
    expect(() => readPrices('no/such/prices.yaml')).toThrow(
      expect.objectContaining({ kind: 'storage', place: 'no/such/prices.yaml' }),
    );
  });
});
