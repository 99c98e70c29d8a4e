import type { CostModel, RefreshCost, ShortTail, Strategy } from './cost-model.ts';
import { costAt, type GrownCost } from './growth.ts';
import type { Measured } from './measured.ts';
import { type Assumption, type Move, moved, type Quantity } from './move.ts';
import { farthestKnown, type QualityRatio } from './quality-at.ts';
import { type Rental, rentalOf, unmeasuredStages } from './rental.ts';
import { serviceRate } from './service-rate.ts';
import { tailAt } from './tail-at.ts';
import type { Prices, Wish } from './wish.ts';

/** Why a strategy does not meet a wish. */
export type Shortfall =
  | { readonly of: 'p99'; readonly ms: number }
  | { readonly of: 'quality'; readonly ratio: number }
  | { readonly of: 'memory'; readonly bytes: number }
  /** What would have to be known: never taken as met. */
  | { readonly of: 'unknown'; readonly what: 'latency' | 'p99 at this size' | 'quality' | 'quality at this size' }
  | { readonly of: 'unknown'; readonly what: 'p99'; readonly tail?: ShortTail };

/** A strategy at a wish. Values are left out where they were not measured. */
export interface Offer extends Partial<Rental> {
  readonly id: string;
  readonly shortfalls: readonly Shortfall[];
  readonly meanMs?: Measured;
  /** Of a query that finds nothing else going on. */
  readonly p99Ms?: Measured;
  readonly quality?: QualityRatio;
  readonly bytes?: number;
  /** Whether its load was measured, so that its rate is no guess from single queries. */
  readonly loadMeasured: boolean;
  /** Stages of an update that were not measured and count nothing. */
  readonly unmeasuredUpdates: readonly (keyof RefreshCost)[];
  /** Whether its latency comes from within the measured sizes. */
  readonly basis?: GrownCost['basis'];
  /** What of this strategy the offer rests on. */
  readonly restsOn: readonly Assumption[];
}

export interface Circumstances {
  readonly model: CostModel;
  readonly wish: Wish;
  readonly prices: Prices;
  /** Of each strategy at the wished number of candidates. */
  readonly qualities: ReadonlyMap<string, QualityRatio>;
}

/** What a strategy costs at a wish on the machine that serves it cheapest, and what it falls short of. */
export function offerOf(strategy: Strategy, circumstances: Circumstances, move?: Move): Offer {
  const { wish, prices, qualities } = circumstances;
  const restsOn: Assumption[] = [];
  const taken = (quantity: Quantity, measured: Measured): number => {
    restsOn.push({ quantity, strategy: strategy.id, measured });
    return moved(measured, quantity, strategy.id, move);
  };
  const grown = strategy.latencyMs === undefined ? undefined : costAt(strategy.latencyMs, wish.candidates);
  const tail = tailAt(strategy, wish.candidates);
  const p99 = tail === undefined ? undefined : taken('p99', tail);
  const quality = qualities.get(strategy.id);
  const bytes = strategy.bytesPerItem === undefined ? undefined : strategy.bytesPerItem * wish.candidates;
  const known = {
    id: strategy.id,
    meanMs: plain(grown),
    p99Ms: plain(tail),
    quality,
    bytes,
    loadMeasured: strategy.loads.length > 0,
    unmeasuredUpdates: unmeasuredStages(strategy.refresh),
    basis: tail?.basis === 'bound' ? tail.basis : grown?.basis,
    restsOn,
  };
  const ofQuality = qualityShortfalls(strategy, wish, quality === undefined ? undefined : taken('quality', quality));
  if (grown === undefined) return { ...known, shortfalls: [{ of: 'unknown', what: 'latency' }, ...ofQuality] };
  const times = { meanMs: taken('mean latency', grown), p99Ms: p99 };
  const rate = serviceRate(strategy, wish.candidates, times, wish.p99Ms);
  if (rate === undefined) {
    return { ...known, shortfalls: [{ of: 'unknown', what: 'p99', tail: strategy.shortTail }, ...ofQuality] };
  }
  const reached = taken('rate under load', rate);
  const ofLatency: Shortfall[] = reached > 0 ? [] : [latencyShortfall(strategy, tail, p99, wish)];
  const rental = rentalOf(strategy, { rate, reached, bytes: bytes ?? 0 }, wish, prices, move);
  const ofMemory: Shortfall[] = rental === undefined ? [{ of: 'memory', bytes: bytes ?? 0 }] : [];
  // No number of machines reaches a rate of 0.
  const rented = reached > 0 ? rental : undefined;
  return { ...known, ...rented, shortfalls: [...ofLatency, ...ofMemory, ...ofQuality] };
}

const plain = (measured: Measured | undefined): Measured | undefined =>
  measured === undefined ? undefined : { value: measured.value, low: measured.low, high: measured.high };

/** A bound that is too large leaves open whether the objective is met. */
function latencyShortfall(
  { shortTail }: Strategy,
  tail: GrownCost | undefined,
  p99: number | undefined,
  { p99Ms = 0 }: Wish,
): Shortfall {
  if (tail === undefined || p99 === undefined) return { of: 'unknown', what: 'p99', tail: shortTail };
  const open = tail.basis === 'bound' && (tail.low ?? tail.value) < p99Ms;
  return open ? { of: 'unknown', what: 'p99 at this size' } : { of: 'p99', ms: p99 };
}

function qualityShortfalls(strategy: Strategy, { quality, candidates }: Wish, ratio: number | undefined): Shortfall[] {
  if (quality === undefined) return [];
  const farthest = farthestKnown(strategy);
  if (farthest === undefined) return [{ of: 'unknown', what: 'quality' }];
  if (candidates > farthest || ratio === undefined) return [{ of: 'unknown', what: 'quality at this size' }];
  return ratio >= quality ? [] : [{ of: 'quality', ratio }];
}
