import { z } from 'zod';
import type { RunRecord } from '../../record.ts';
import { meanOfTwo, secondSeedOf } from '../record/arms.ts';

type Settings = Readonly<Record<string, number>>;

/** A way to serve, as data. */
export interface StrategyData {
  readonly scorer: string;
  /** In the order of the suite. */
  readonly settings: Settings;
  /** Whether the weights of a cascade's two scores are chosen on validation. */
  readonly fused?: boolean;
  readonly first?: { readonly model: string; readonly scorer: string; readonly settings: Settings };
  /** Where they are not those of every measurement. */
  readonly threads?: number;
}

/** A way to serve with the model and the label that figures name it by. */
export interface RecordedStrategy extends StrategyData {
  readonly model: string;
  readonly label: string;
}

const said = (settings: Settings): string[] => Object.entries(settings).map(([name, value]) => `${name}=${value}`);

/** Its label in figures: scorer, what it is built upon with its settings in brackets, and its own settings: `cascade first=exact(bits=8) k=100`. */
export function strategyLabel({ scorer, settings, fused, first, threads }: StrategyData): string {
  const beneath = first === undefined ? [] : said(first.settings);
  const stage = first === undefined ? [] : [`first=${first.scorer}${beneath.length === 0 ? '' : `(${beneath.join(' ')})`}`];
  const chosen = fused ? ['weight=chosen'] : [];
  return [scorer, ...stage, ...said(settings), ...chosen, ...(threads === undefined ? [] : [`threads=${threads}`])].join(' ');
}

/** The label of the same with the first number of threads: what it finds does not depend on them. */
export const unthreadedLabel = (label: string): string => label.replace(/ threads=\d+$/, '');

/** Exact search over embeddings. */
const exact = { scorer: 'exact', settings: {} } as const;

/**
 * The label of the same way to serve with exact search over the same vectors in place of an index or of fewer bits: of what it is built upon, or itself. Of a model
 * that has no embeddings nothing is called so.
 */
export const exactLabel = ({ first, ...own }: StrategyData): string =>
  strategyLabel(first === undefined ? { ...exact } : { ...own, first: { ...first, ...exact }, threads: undefined });

/** Settings of which some are lists of values: one combination each, the first list varying slowest. */
export const combinations = (settings: Readonly<Record<string, number | readonly number[]>>): Settings[] =>
  Object.entries(settings).reduce<Settings[]>(
    (all, [name, values]) => all.flatMap((chosen) => [values].flat().map((value) => ({ ...chosen, [name]: value }))),
    [{}],
  );

const settings = z.record(z.string(), z.number());
/** What a record keeps of the block `serving`; what has another form names no strategies. */
const servingSchema = z.object({
  threads: z.array(z.number()).default([]),
  strategies: z.array(
    z.object({
      model: z.string(),
      scorer: z.string(),
      settings: z.record(z.string(), z.union([z.number(), z.array(z.number())])).default({}),
      fused: z.boolean().default(false),
      first: z.object({ model: z.string(), scorer: z.string(), settings: settings.default({}) }).optional(),
    }),
  ),
});

/** Measured of every model whether a suite lists them or not. */
const references = ['exact', 'exhaustive-factorised'];

/** All ways to serve that a run may have measured, by the suite in its record: what tells them apart is data, and their labels follow from it. */
export function recordedStrategies({ serving }: RunRecord['suite']): RecordedStrategy[] {
  const read = servingSchema.safeParse(serving);
  if (!read.success) return [];
  const { strategies, threads } = read.data;
  const listed = strategies.flatMap(({ model, ...one }) =>
    combinations(one.settings).map((chosen) => ({ ...one, model, settings: chosen })),
  );
  const models = [...new Set(strategies.map(({ model }) => model))];
  const exhaustive = models.flatMap((model) => references.map((scorer) => ({ model, scorer, settings: {} })));
  // Every fused cascade has its control: a second seed of its first stage in place of the network.
  const controls = listed.flatMap(({ fused, first, settings, ...one }) =>
    !fused || first === undefined
      ? []
      : [{ ...one, first, model: secondSeedOf(first.model), settings: { ...settings, weight: meanOfTwo } }],
  );
  const all = [...listed, ...exhaustive, ...controls].flatMap((one): (StrategyData & { model: string })[] => [
    one,
    ...threads.slice(1).map((count) => ({ ...one, threads: count })),
  ]);
  return all.map((one) => ({ ...one, label: strategyLabel(one) }));
}

/** The one that figures of a model name so. */
export const strategyNamed = (
  strategies: readonly RecordedStrategy[],
  { model, scorer }: { readonly model?: string; readonly scorer?: string },
): RecordedStrategy | undefined => strategies.find((one) => one.model === model && one.label === scorer);
