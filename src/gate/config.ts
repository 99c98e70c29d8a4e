import { existsSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { readYaml, readYamlText } from '../suite/reading/read-yaml.ts';
import { kindOf, type Level, metricKinds, toleranceUnit } from './metric-kinds.ts';

const configFile = 'matchbench.yaml';
/** With fewer, no test corrected for a dozen metrics can find anything: its smallest p is 2 / 2ⁿ. */
export const fewestPairs = 10;
export const mostPairs = 1_000;
export const fewestSeeds = 5;
const kind = { name: 'configuration', schema: 'schemas/matchbench.schema.json' };

const ruleSchema = z.strictObject({
  level: z.enum(['off', 'warn', 'error']).optional().describe('off: listed only; warn: said; error: can fail the gate.'),
  tolerance: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,4})?\s?(%|points)$/, 'a tolerance such as 5% or, of nDCG@10, 0.3 points is expected')
    .optional()
    .describe('Harm that is accepted: percent of a time, a size or a ratio; points of nDCG@10.'),
});

/** `matchbench.yaml`: how hard a gate holds what it measures. */
export const configSchema = z.strictObject({
  gate: z
    .strictObject({
      suite: z
        .string()
        .min(1)
        .max(1024)
        .default('ci')
        .describe('A suite by name, or a YAML file: the models and data both sides serve.'),
      pairs: z.int().min(fewestPairs).max(mostPairs).default(40).describe('Pairs of fresh processes, one of either side.'),
      seeds: z.int().min(fewestSeeds).max(100).default(5).describe('Seeds that both sides train where their weights differ.'),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31)
        .default(0)
        .describe('Decides the order within pairs, and resampling.'),
      inconclusive: z
        .enum(['tell', 'pass', 'fail'])
        .default('tell')
        .describe('What an inconclusive gate exits with: 2 (tell), 0 (pass) or 1 (fail).'),
      metrics: z
        .record(z.string().min(1).max(200), ruleSchema)
        .default({})
        .describe('Rules by name of a metric; * stands for any characters, and the last that fits decides.'),
    })
    .prefault({}),
});

export type GateConfig = z.output<typeof configSchema>['gate'];

/** What a metric is held to. */
export interface Rule {
  readonly level: Level;
  readonly tolerance: number;
}

/** Reads a configuration, or the defaults where there is none and none was named. Throws a `UserError` of kind `input` or `storage`. */
export function readConfig(named: string | undefined): GateConfig {
  const file = named ?? configFile;
  if (named === undefined && !existsSync(file)) return configSchema.parse({}).gate;
  return parseConfig(readYamlText(file, kind), file);
}

export function parseConfig(text: string, file: string): GateConfig {
  const { gate } = readYaml(text, file, configSchema, kind).data;
  for (const [pattern, { tolerance }] of Object.entries(gate.metrics)) {
    const kinds = Object.entries(metricKinds).filter(([name]) => mayName(pattern, name));
    if (kinds.length === 0) {
      throw new UserError('input', `gate.metrics: no metric is called "${pattern}"`, {
        place: file,
        remedy: `Begin with one of ${Object.keys(metricKinds).join(', ')}, or with *.`,
      });
    }
    const unit = tolerance?.endsWith('%') ? '%' : 'points';
    if (tolerance !== undefined && !kinds.some(([, row]) => toleranceUnit(row) === unit)) {
      throw new UserError('input', `gate.metrics: the tolerance of "${pattern}" is not told in ${unit}`, {
        place: file,
        remedy: `Give it in ${toleranceUnit(kinds[0]![1])}.`,
      });
    }
  }
  return gate;
}

const matcher = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

/** Whether a pattern may fit a metric of this kind: by what stands before its first star. */
function mayName(pattern: string, kind: string): boolean {
  const [fixed] = pattern.split('*', 1) as [string];
  return pattern === fixed ? kindOf(fixed) === metricKinds[kind] : kind.startsWith(fixed.trimEnd()) || fixed.startsWith(kind);
}

/** The rule of a metric: its kind's, then what the configuration says of it. A tolerance in another unit does not concern it. */
export function ruleOf(name: string, config: GateConfig): Rule {
  const kind = kindOf(name)!;
  let { level, tolerance }: Rule = kind;
  for (const [pattern, rule] of Object.entries(config.metrics)) {
    // The name of a kind stands for all of its metrics.
    if (metricKinds[pattern] !== kind && !matcher(pattern).test(name)) continue;
    level = rule.level ?? level;
    if (rule.tolerance?.endsWith(toleranceUnit(kind))) tolerance = Number.parseFloat(rule.tolerance);
  }
  return { level, tolerance };
}
