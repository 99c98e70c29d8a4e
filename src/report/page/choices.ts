import { type Choice, mostDrawn } from '../../decision/choice.ts';
import type { CostModel } from '../../decision/cost-model.ts';
import { type Decision, decide } from '../../decision/decide.ts';
import { type DecisionSentences, decisionSentences } from '../../decision/decision-sentences.ts';
import { costAt, measuredSizes } from '../../decision/growth.ts';
import { choose } from '../../decision/reach.ts';
import { machineHours, type Prices, type Wish } from '../../decision/wish.ts';
import { arrow } from '../figures/figure-lookup.ts';

/** The answer to what a choice asks first, as every report tells it. */
export interface Decided {
  readonly choice: Choice;
  readonly decision: Decision;
  readonly says: DecisionSentences;
}

export function decided(choice: Choice): Decided {
  const { model, wish, prices } = choice;
  const decision = decide(model, wish, prices);
  return { choice, decision, says: decisionSentences(model, decision, prices) };
}

/** What is asked where nobody has asked yet: a search box of a middling service. */
const first = { queriesPerSecond: 50, p99Ms: 50, quality: 0.95 } as const;

export const choicesOf = (models: readonly CostModel[], baseline: string | undefined): Choice[] =>
  models.map((model) => {
    const prices = machineHours(model);
    const wish = answerable(model, { ...first, candidates: knownSize(model) }, prices);
    const drawn = quickestOfKind(model, choose(model, wish, prices));
    return { name: `${model.dataset}, ${arrow(model.direction)}`, model, prices, wish, baseline, drawn };
  });

/** … without a demand on p99 where what meets the rest has none: a run that was too short for it has still an answer. */
function answerable(model: CostModel, wish: Wish, prices: Prices): Wish {
  if (choose(model, wish, prices) !== undefined) return wish;
  const { p99Ms: _, ...rest } = wish;
  const found = model.strategies.find(({ id }) => id === choose(model, rest, prices));
  return found !== undefined && found.p99Ms === undefined ? rest : wish;
}

/** The largest number of candidates at which both latency and quality were measured; without the one, that of the other. */
function knownSize({ strategies }: CostModel): number {
  const pools = strategies.flatMap((strategy) => strategy.pools.map(({ candidates }) => candidates));
  const sizes = strategies.flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [measuredSizes(latencyMs).largest]));
  const both = [pools, sizes].filter((list) => list.length > 0).map((list) => Math.max(...list));
  return Math.max(2, Math.min(...both, ...(both.length === 0 ? [2] : [])));
}

/** The strategy that is chosen, and the quickest of each other model and kind of scorer. */
function quickestOfKind(model: CostModel, chosen: string | undefined): string[] {
  const size = knownSize(model);
  const kinds = new Set<string>();
  return model.strategies
    .flatMap(({ id, model: name, scorer, latencyMs }) =>
      latencyMs === undefined
        ? []
        : [{ id, kind: JSON.stringify([name, scorer.split(' ')[0]]), ms: costAt(latencyMs, size).value }],
    )
    .toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen) || a.ms - b.ms)
    .filter(({ kind }) => !kinds.has(kind) && kinds.add(kind))
    .slice(0, mostDrawn)
    .map(({ id }) => id);
}
