import { statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { checkAgainst, parseJson } from '../../files/json.ts';
import { readPlainFile } from '../../files/plain-file.ts';

const verdict = z.enum(['pass', 'fail', 'inconclusive']);
/** JSON has no NaN: what has no value is null. */
const number = z.number().nullable();

const metricSchema = z.strictObject({
  name: z.string(),
  unit: z.enum(['%', 'points']),
  rule: z.strictObject({ level: z.enum(['off', 'warn', 'error']), tolerance: z.number() }),
  base: number,
  head: number,
  samples: z.number(),
  samplesAre: z.enum(['pairs', 'families', 'seeds']),
  equal: z.boolean(),
  harm: number,
  interval: z.strictObject({ low: number, high: number, level: z.number() }).optional(),
  p: number,
  detectable: number.optional(),
  trend: number.optional(),
  verdict,
  adjustedP: number,
  reason: z.string(),
  needed: z.number().optional(),
});

const gateSchema = z.strictObject({
  format: z.literal('matchbench-gate'),
  formatVersion: z.literal(1),
  mode: z.enum(['live', 'records']),
  verdict,
  base: z.string(),
  head: z.string(),
  machine: z.string(),
  suite: z.string(),
  pairs: z.number(),
  seed: z.number(),
  plant: z.strictObject({ latency: z.number().optional(), ndcgPoints: z.number().optional() }),
  /** Worst first. */
  metrics: z.array(metricSchema).readonly(),
  notes: z.array(z.string()).readonly(),
  rounds: z.array(z.unknown()).readonly(),
});

/** What `matchbench gate --json` printed, as a report reads it. */
export type GateResult = z.infer<typeof gateSchema>;
export type GateMetric = GateResult['metrics'][number];

/** The name of such a file in a folder. */
const usualName = 'gate.json';
const largest = 1 << 26;

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** What was given, told apart: a file is the result of a gate, and a folder holds a run, a gate.json, or both. */
export function givenToReport(paths: readonly string[]): { readonly runs: string[]; readonly gates: string[] } {
  const gates = paths.map((path) => [path, join(path, usualName)].find(isFile));
  // A folder with neither is taken for one of a run: reading it says what is missing.
  const runs = paths.filter((path, i) => gates[i] === undefined || (gates[i] !== path && isFile(join(path, 'record.json'))));
  return { runs, gates: gates.filter((gate) => gate !== undefined) };
}

/** Throws a `UserError` of kind `input` where a file is no result of a gate, and what `readPlainFile` throws. */
export function readGateResult(path: string): GateResult {
  const source = { what: 'The result of a gate', place: path, remedy: 'Write it again: matchbench gate … --json > gate.json.' };
  const value = parseJson(readPlainFile(path, largest), source) as { format?: unknown } | null;
  if (value?.format !== 'matchbench-gate') {
    throw new UserError('input', 'This is neither the folder of a run nor the result of a gate.', {
      place: path,
      remedy: 'Name folders of runs, and files that matchbench gate --json wrote.',
    });
  }
  return checkAgainst(gateSchema, value, source);
}
