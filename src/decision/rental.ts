import type { RefreshCost, Strategy } from './cost-model.ts';
import type { Measured } from './measured.ts';
import { type Move, moved } from './move.ts';
import type { Prices, Wish } from './wish.ts';

/** Machines that serve a wish, of the kind that does so at the least cost. */
export interface Rental {
  readonly machine: string;
  /** Queries a second that one of them meets the objective at. */
  readonly ratePerMachine: Measured;
  /** Machines that the work fills, in fractions: serving and updates. */
  readonly load: number;
  /** What has to be rented. */
  readonly machines: number;
  readonly pricePerMonth: number;
  /** What the load alone would cost: the line on which break-even is defined. */
  readonly loadPricePerMonth: number;
  /** Machines that updates alone fill. */
  readonly updateLoad: number;
  /** Machine-hours of computing everything that is cached anew, and their price. */
  readonly refreshHours: number;
  readonly refreshPrice: number;
}

/** What a process of the strategy does: its rate with the interval, and the rate that is counted on. */
export interface Work {
  readonly rate: Measured;
  readonly reached: number;
  readonly bytes: number;
}

/** The cheapest machines that hold what is cached; `undefined` where none does. A rate of 0 takes infinitely many of them. */
export function rentalOf(
  { cores, refresh }: Strategy,
  { rate, reached, bytes }: Work,
  wish: Wish,
  prices: Prices,
  move?: Move,
): Rental | undefined {
  const utilisation = moved(prices.utilisation, 'utilisation', undefined, move);
  const scaling = moved(prices.coreScaling, 'core scaling', undefined, move);
  const itemHours = itemMs(refresh) / 3_600_000;
  const roomy = prices.machines.filter(({ memoryBytes }) => bytes <= prices.memoryShare * memoryBytes);
  const options = roomy.map(({ name, cores: available, perHour }) => {
    const speed = (available / cores) ** scaling;
    const updateLoad = ((wish.updatesPerDay ?? 0) / 24 / speed / utilisation) * itemHours;
    const load = wish.queriesPerSecond / (utilisation * reached * speed) + updateLoad;
    const month = perHour * prices.hoursPerMonth;
    const refreshHours = (wish.candidates * itemHours) / speed;
    return {
      ratePerMachine: times(rate, speed),
      machine: name,
      load,
      machines: Math.max(prices.leastMachines, Math.ceil(load)),
      pricePerMonth: Math.max(prices.leastMachines, Math.ceil(load)) * month,
      loadPricePerMonth: load * month,
      updateLoad,
      refreshHours,
      refreshPrice: refreshHours * perHour,
    };
  });
  return options.toSorted((a, b) => a.pricePerMonth - b.pricePerMonth || a.loadPricePerMonth - b.loadPricePerMonth)[0];
}

const times = ({ value, low, high }: Measured, factor: number): Measured => ({
  value: value * factor,
  low: low === undefined ? undefined : low * factor,
  high: high === undefined ? undefined : high * factor,
});

/** Milliseconds of an update; stages that were not measured count nothing, and are named. */
const itemMs = ({ backboneMs = 0, encodeMs = 0, buildMs = 0 }: RefreshCost): number => backboneMs + encodeMs + buildMs;

const stages = ['backboneMs', 'encodeMs', 'buildMs'] as const satisfies readonly (keyof RefreshCost)[];

export const unmeasuredStages = (refresh: RefreshCost): (keyof RefreshCost)[] =>
  stages.filter((stage) => refresh[stage] === undefined);
