import type { CostModel } from './cost-model.ts';
import type { Measured } from './measured.ts';

/** What somebody wants to serve. What is left out is not asked. */
export interface Wish {
  readonly candidates: number;
  readonly queriesPerSecond: number;
  /** The objective: 99 of 100 answers within it, from the moment a query arrives. */
  readonly p99Ms?: number;
  /** Items that are new or changed. */
  readonly updatesPerDay?: number;
  /** Least share of the best strategy's quality over the same candidates. */
  readonly quality?: number;
}

export interface MachineOffer {
  readonly name: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly perHour: number;
}

/** What machines cost, and what is assumed about filling them. Each assumption has the ends that are tried. */
export interface Prices {
  /** The day on which they held. */
  readonly date?: string;
  readonly currency: string;
  readonly machines: readonly MachineOffer[];
  /** Share of the rate that a machine sustains which is planned for. */
  readonly utilisation: Measured;
  /** Exponent s: c times the cores answer c^s times the rate; 1 is linear scaling. Machines always add up linearly. */
  readonly coreScaling: Measured;
  /** Share of a machine's memory that what is cached may fill. */
  readonly memoryShare: number;
  readonly leastMachines: number;
  readonly hoursPerMonth: number;
}

export const planning = {
  utilisation: { value: 0.7, low: 0.5, high: 0.9 },
  coreScaling: { value: 1, low: 0.7, high: 1 },
  memoryShare: 0.7,
  leastMachines: 1,
  hoursPerMonth: 730,
} as const satisfies Partial<Prices>;

/** No prices: one machine like that of the run, an hour of which counts 1. */
export const machineHours = ({ machine }: CostModel): Prices => ({
  ...planning,
  currency: 'machine-hours',
  machines: [{ name: 'the measured machine', cores: machine.cores, memoryBytes: machine.memoryBytes, perHour: 1 }],
});
