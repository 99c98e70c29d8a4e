import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, ShownItem, StrategyAnswer, StrategyFacts } from '../browser/playground/exchange.ts';
import { takeRows } from '../dataset/part.ts';
import { writeSafetensors } from '../files/safetensors.ts';
import { featureTensors } from '../retrieval/features-file.ts';
import { readManifest } from '../retrieval/model-folder.ts';
import { openScorer } from '../retrieval/open.ts';
import type { Features, ModelManifest, PhaseCost, Scorer, SearchTrace, Side } from '../types.ts';
import type { ChosenModels } from './chosen-models.ts';
import type { Collection } from './collection.ts';
import { limits } from './query.ts';
import { type Strategy, strategies } from './strategies.ts';

/** Every strategy, opened over both sides of a collection. */
export interface Matcher {
  readonly facts: readonly StrategyFacts[];
  readonly models: readonly ModelManifest[];
  /** Ranks the other side for one query. */
  answer(queries: Side, features: Features, asked: Asked): Promise<Answer>;
  /** Ranks the other side for an item of the collection. */
  answerItem(queries: Side, row: number): Promise<Answer>;
  close(): Promise<void>;
}

/** What is known of a query beside its features. */
interface Asked {
  readonly item?: ShownItem;
  readonly backboneMs?: number;
}

interface Opened {
  readonly strategy: Strategy;
  readonly scorer: Record<Side, Scorer>;
}

const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');

/** Opens all strategies in both directions and asks each once, so that the first query of a person is not the cold one. Throws a `UserError`. */
export async function openMatcher(chosen: ChosenModels, collection: Collection, threads: number): Promise<Matcher> {
  const folder = await mkdtemp(join(tmpdir(), 'matchbench-playground-'));
  const opened: Opened[] = [];
  const scorers: Scorer[] = [];
  const close = async (): Promise<void> => {
    for (const scorer of scorers) await scorer.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const files = { left: join(folder, 'left.safetensors'), right: join(folder, 'right.safetensors') };
    for (const side of ['left', 'right'] as const)
      await writeSafetensors(files[side], featureTensors(collection.sides[side].features));
    for (const strategy of strategies) {
      const open = async (queries: Side): Promise<Scorer> => {
        const scorer = await openScorer(strategy.spec({ ...chosen, queries, candidates: files[otherSide(queries)], threads }));
        scorers.push(scorer);
        return scorer;
      };
      opened.push({ strategy, scorer: { left: await open('left'), right: await open('right') } });
    }
    const models = { dual: await readManifest(chosen.dual), fusion: await readManifest(chosen.fusion) };
    const answer: Matcher['answer'] = async (queries, features, asked) => {
      const ranked: StrategyAnswer[] = [];
      for (const one of opened) ranked.push(await ask(one, collection, queries, features, asked));
      const candidates = collection.sides[otherSide(queries)].count;
      return { queries, ...asked, candidates, strategies: ranked };
    };
    const answerItem: Matcher['answerItem'] = (queries, row) =>
      answer(queries, oneRow(collection, queries, row), { item: collection.show(queries, row) });
    for (const side of ['left', 'right'] as const) await answerItem(side, 0);
    return {
      facts: opened.map(({ strategy: { name, title, how, models: asks }, scorer }) => ({
        name,
        title,
        how,
        model: asks.map((which) => models[which].name).join(' → '),
        opening: summed([...scorer.left.opening, ...scorer.right.opening]),
      })),
      models: Object.values(models),
      answer,
      answerItem,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ask(
  { strategy, scorer }: Opened,
  collection: Collection,
  queries: Side,
  features: Features,
  { item }: Asked,
): Promise<StrategyAnswer> {
  const trace: SearchTrace = { networkCalls: 0, stageMs: {} };
  const start = performance.now();
  const encoded = await scorer[queries].encode(features);
  const searching = performance.now();
  const { rows, scores } = await scorer[queries].search(encoded, limits.answers, trace);
  const end = performance.now();
  const right = item === undefined ? undefined : collection.right(queries, item.row);
  const candidates = otherSide(queries);
  return {
    strategy: strategy.name,
    towerMs: searching - start,
    stageMs: trace.stageMs,
    totalMs: end - start,
    networkCalls: strategy.models.includes('fusion') ? trace.networkCalls : 0,
    comparisons: strategy.comparisons(collection.sides[candidates].count),
    answers: Array.from(rows).flatMap((row, i) =>
      row < 0
        ? []
        : [
            {
              ...collection.show(candidates, row),
              score: scores[i]!,
              ...(right === undefined ? {} : { right: right.has(row) }),
            },
          ],
    ),
  };
}

const oneRow = ({ sides }: Collection, side: Side, row: number): Features =>
  takeRows({ name: side, items: [], features: sides[side].features }, [row]).features;

function summed(costs: readonly PhaseCost[]): PhaseCost[] {
  const byPhase = new Map<string, PhaseCost>();
  for (const { phase, ms } of costs) byPhase.set(phase, { phase, ms: ms + (byPhase.get(phase)?.ms ?? 0) });
  return [...byPhase.values()];
}
