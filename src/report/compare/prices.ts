import { z } from 'zod';
import { deviceNames } from '../../device-names.ts';
import { UserError } from '../../errors.ts';
import { readJson } from '../../files/json.ts';
import type { ComparedSystem } from './systems.ts';

const priceSchema = z.strictObject({
  machine: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, 'the first 8 or more digits of a machine id are expected')
    .describe('The machine id, or how it begins.'),
  device: z.enum(deviceNames).optional().describe('Only for runs on this device; default: for all of the machine.'),
  perHour: z.number().positive().max(1e6),
});

/** A price table: `matchbench compare --prices FILE`. */
const pricesSchema = z.strictObject({
  currency: z.string().min(1).max(8),
  asOf: z.iso.date().describe('The day the prices are of.'),
  prices: z.array(priceSchema).min(1).max(100),
});

export type Prices = z.output<typeof pricesSchema>;

const remedy = 'Write { "currency": "EUR", "asOf": "2026-01-31", "prices": [{ "machine": "<id>", "perHour": 0.12 }] }.';

/** Reads a price table from JSON. Throws a `UserError`: `input` for what is wrong with it, `storage`. */
export const readPrices = (place: string): Prices =>
  readJson(pricesSchema, 1 << 20, { what: 'The price table', place, remedy }).value;

/** What an hour of a system costs; that of its device before that of its machine. Throws a `UserError` when two entries fit equally. */
export function priceOf({ machine, device }: Pick<ComparedSystem, 'machine' | 'device'>, { prices }: Prices): number | undefined {
  const fitting = prices.filter((price) => machine.id.startsWith(price.machine) && (price.device ?? device) === device);
  const own = fitting.filter((price) => price.device !== undefined);
  const chosen = own.length > 0 ? own : fitting;
  if (chosen.length > 1) {
    throw new UserError('input', `two prices fit machine ${machine.id.slice(0, 12)} and device ${device}`, {
      remedy: 'Keep one of them, or tell them apart by device.',
    });
  }
  return chosen[0]?.perHour;
}

/** What a million queries cost at a rate that is kept up for as long as the machine is paid for. */
export const perMillion = (perHour: number, queriesPerSecond: number): number => ((perHour / 3600) * 1e6) / queriesPerSecond;
