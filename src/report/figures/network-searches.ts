import type { Figure, RunRecord } from '../../record.ts';
import { type RecordedStrategy, recordedStrategies, strategyLabel } from '../costs/recorded-strategies.ts';
import { candidatesOf, type SubjectKey, select, subjects } from './figure-lookup.ts';
import { overMost } from './pool-figures.ts';

/** A search that asks a network about some of the candidates, in one direction over the whole test part. */
export interface NetworkSearch {
  readonly strategy: RecordedStrategy;
  readonly key: SubjectKey;
}

/** Searches of one network upon one first stage, in one direction. */
export interface NetworkSearches {
  readonly model: string;
  /** What they are built upon: `dual-cosine exact`. */
  readonly first: string;
  readonly direction: Figure['direction'];
  /** Of the test part, and the most that were ranked. */
  readonly candidates: number;
  readonly most: number;
  readonly searches: readonly NetworkSearch[];
}

/** Every ranking has it. */
const ranked = 'network recall@10';

/** Of one data set, all that search by a network upon the same first stage, ordered by the network alone: `figures` are those of the data set. */
export function networkSearches({ suite }: Pick<RunRecord, 'suite'>, figures: readonly Figure[]): NetworkSearches[] {
  const found = recordedStrategies(suite).flatMap((strategy) => {
    const { model, label, first, fused, threads, settings } = strategy;
    if (first === undefined || fused || threads !== undefined || settings.weight !== undefined) return [];
    const beneath = `${first.model} ${strategyLabel(first)}`;
    return testParts(figures, model, label).map((key) => ({ strategy, key, beneath }));
  });
  const groupOf = ({ strategy, key, beneath }: (typeof found)[number]): string =>
    JSON.stringify([strategy.model, beneath, key.direction]);
  return [...new Set(found.map(groupOf))].map((name): NetworkSearches => {
    const searches = found.filter((one) => groupOf(one) === name);
    const { strategy, key, beneath } = searches[0]!;
    return {
      model: strategy.model,
      first: beneath,
      direction: key.direction,
      candidates: candidatesOf(key)!,
      most: candidatesOf(overMost(figures, key, ranked))!,
      searches,
    };
  });
}

/** Where single queries were timed is the test part; one a direction, of the first seed. */
function testParts(figures: readonly Figure[], model: string, scorer: string): SubjectKey[] {
  const timed = subjects(select(figures, { model, scorer, metric: 'end to end mean' })).filter(
    ({ split }) => split !== undefined,
  );
  return timed.filter(({ direction }, i) => timed.findIndex((other) => other.direction === direction) === i);
}
