import type { Figure, SampleSeries } from '../../record.ts';
import type { PhaseCost } from '../../types.ts';

/** Names of what a phase took or left, and of the part of it that is of what the scorer is built upon, where both have such a phase. */
interface PhaseNames {
  readonly metric: string;
  readonly ofStage?: string;
}

/** Names under which a report finds the stages of opening a scorer. */
const stageNames: Readonly<Record<string, { readonly ms: PhaseNames; readonly bytes: PhaseNames }>> = {
  'encode candidates': {
    ms: { metric: 'encode candidates' },
    bytes: { metric: 'cache bytes', ofStage: 'first stage cache bytes' },
  },
  'build index': {
    ms: { metric: 'build time', ofStage: 'first stage build time' },
    bytes: { metric: 'index bytes' },
  },
};

/** What opening cost once: the whole, and the stages that are told apart. */
export function openingFigures(opening: readonly PhaseCost[], key: SampleSeries['key']): Figure[] {
  const total = opening.reduce((sum, { ms }) => sum + ms, 0);
  const stages = Object.entries(stageNames).flatMap(([phase, { ms, bytes }]): Figure[] => [
    ...phaseFigures(opening, phase, ms, key),
    ...amounts(opening, phase, 'bytes', bytes, key),
  ]);
  return [{ ...key, metric: 'open time', unit: 'ms', value: total }, ...stages];
}

/** What a phase took, what a scorer is built upon included; and of that the latter, where the scorer has such a phase of its own. */
export const phaseFigures = (
  opening: readonly PhaseCost[],
  phase: string,
  names: PhaseNames,
  key: SampleSeries['key'],
): Figure[] => amounts(opening, phase, 'ms', names, key);

function amounts(
  opening: readonly PhaseCost[],
  phase: string,
  unit: 'ms' | 'bytes',
  { metric, ofStage }: PhaseNames,
  key: SampleSeries['key'],
): Figure[] {
  const found = opening.filter((cost) => cost.phase === phase && cost[unit] !== undefined);
  if (found.length === 0) return [];
  const beneath = found.filter((cost) => cost.ofStage);
  const figure = (name: string, costs: readonly PhaseCost[]): Figure => {
    return { ...key, metric: name, unit, value: costs.reduce((sum, cost) => sum + cost[unit]!, 0) };
  };
  const isApart = ofStage !== undefined && beneath.length > 0 && beneath.length < found.length;
  return [figure(metric, found), ...(isApart ? [figure(ofStage, beneath)] : [])];
}
