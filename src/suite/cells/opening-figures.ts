import type { Figure, SampleSeries } from '../../record.ts';
import type { PhaseCost } from '../../types.ts';

/** Names under which a report finds the stages of opening a scorer; `ofStage`: of that the part of what it is built upon, where both have one. */
const stageNames: Readonly<Record<string, { readonly metric: string; readonly bytes?: string; readonly ofStage?: string }>> = {
  'encode candidates': { metric: 'encode candidates', bytes: 'cache bytes' },
  'build index': { metric: 'build time', bytes: 'index bytes', ofStage: 'first stage build time' },
};

/** What opening cost once: the whole, and the stages that are told apart. */
export function openingFigures(opening: readonly PhaseCost[], key: SampleSeries['key']): Figure[] {
  const total = opening.reduce((sum, { ms }) => sum + ms, 0);
  const stages = Object.entries(stageNames).flatMap(([phase, { metric, bytes, ofStage }]): Figure[] => [
    ...phaseFigures(opening, phase, { metric, ofStage }, key),
    ...sizeFigures(opening, phase, bytes, key),
  ]);
  return [{ ...key, metric: 'open time', unit: 'ms', value: total }, ...stages];
}

/** What a phase took, what a scorer is built upon included; and of that the latter, where the scorer has such a phase of its own. */
export function phaseFigures(
  opening: readonly PhaseCost[],
  phase: string,
  { metric, ofStage }: { readonly metric: string; readonly ofStage?: string },
  key: SampleSeries['key'],
): Figure[] {
  const found = opening.filter((cost) => cost.phase === phase);
  if (found.length === 0) return [];
  const beneath = found.filter((cost) => cost.ofStage);
  const figure = (name: string, costs: readonly PhaseCost[]): Figure => {
    return { ...key, metric: name, unit: 'ms', value: costs.reduce((sum, { ms }) => sum + ms, 0) };
  };
  const isApart = ofStage !== undefined && beneath.length > 0 && beneath.length < found.length;
  return [figure(metric, found), ...(isApart ? [figure(ofStage, beneath)] : [])];
}

function sizeFigures(
  opening: readonly PhaseCost[],
  phase: string,
  metric: string | undefined,
  key: SampleSeries['key'],
): Figure[] {
  const sizes = opening.flatMap((cost) => (cost.phase === phase && cost.bytes !== undefined ? [cost.bytes] : []));
  if (metric === undefined || sizes.length === 0) return [];
  return [{ ...key, metric, unit: 'bytes', value: sizes.reduce((sum, bytes) => sum + bytes, 0) }];
}
