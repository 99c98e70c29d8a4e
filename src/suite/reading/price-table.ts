import { join } from 'node:path';
import { z } from 'zod';
import { type Prices, planning } from '../../decision/wish.ts';
import { installationFolder } from '../installation.ts';
import type { YamlKind } from './faults.ts';
import { readYaml, readYamlText } from './read-yaml.ts';

const priceTable: YamlKind = { name: 'price table', schema: 'schemas/prices.schema.json' };

const between = (least: number, most: number, otherwise: { value: number; low: number; high: number }, meaning: string) => {
  const number = z.number().gt(least).max(most);
  return z
    .strictObject({ value: number, low: number, high: number })
    .refine(({ value, low, high }) => low <= value && value <= high, 'low ≤ value ≤ high is expected')
    .default(otherwise)
    .describe(meaning);
};

const machineSchema = z.strictObject({
  name: z.string().min(1).max(60).describe('What the answer calls it.'),
  cores: z.int().min(1).max(4_096),
  memoryGiB: z.number().positive().max(1e6),
  perHour: z.number().positive().max(1e6).describe('Price of an hour, in the currency.'),
});

/** bench/prices.yaml and its like: what machines cost on a day, and how they are filled. */
export const pricesSchema = z.strictObject({
  date: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, 'a day as 2026-01-31 is expected')
    .describe('The day on which the prices held.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency of three letters, as EUR or USD, is expected')
    .describe('ISO 4217.'),
  machines: z
    .array(machineSchema)
    .min(1)
    .max(50)
    .refine((machines) => new Set(machines.map(({ name }) => name)).size === machines.length, 'a machine is listed twice')
    .describe('Kinds of machines to choose from; each is taken to be as fast a core as the one of the run.'),
  utilisation: between(0, 1, planning.utilisation, 'Share of the rate a machine sustains that is planned for, and its ends.'),
  coreScaling: between(0, 1, planning.coreScaling, 'Exponent s: c times the cores answer c^s times the rate; 1 is linear.'),
  memoryShare: z
    .number()
    .gt(0)
    .max(1)
    .default(planning.memoryShare)
    .describe("Share of a machine's memory that what is cached may fill."),
  leastMachines: z
    .int()
    .min(1)
    .max(1_000)
    .default(planning.leastMachines)
    .describe('Machines there are at least, against failures.'),
  hoursPerMonth: z
    .number()
    .positive()
    .max(744)
    .default(planning.hoursPerMonth)
    .describe('Hours a month that a machine is paid for.'),
});

/** Reads a price table. Throws a `UserError` of kind `input` that lists what is wrong, as `file:line:column: path: message`. */
export function parsePrices(text: string, file: string): Prices {
  const { machines, ...rest } = readYaml(text, file, pricesSchema, priceTable).data;
  return {
    ...rest,
    machines: machines.map(({ memoryGiB, ...machine }) => ({ ...machine, memoryBytes: memoryGiB * 2 ** 30 })),
  };
}

/** The price table in a file; without one the example that comes with matchbench. Throws like `parsePrices`, and as `readYamlText` does. */
export function readPrices(file: string = join(installationFolder, 'bench', 'prices.yaml')): Prices {
  return parsePrices(readYamlText(file, priceTable), file);
}
