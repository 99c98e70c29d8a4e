/** A cost over a size: what was measured, and what a fit says between and beyond. */
export interface ScalingCurve {
  readonly label: string;
  readonly measured: readonly { readonly size: number; readonly cost: number }[];
  /** By size, ascending. */
  readonly fitted: readonly FittedPoint[];
}

export interface FittedPoint {
  readonly size: number;
  readonly cost: number;
  readonly low?: number;
  readonly high?: number;
  /** Outside the measured sizes: drawn dashed. */
  readonly extrapolated: boolean;
}

/** Where two curves meet, and what somebody asks for. */
export interface ScalingMarks {
  readonly crossovers: readonly { readonly size: number; readonly cost: number; readonly text: string }[];
  /** A cost that is drawn across, and what it is. */
  readonly limit?: { readonly cost: number; readonly text: string };
  readonly wanted?: number;
}

/** Sizes at which a curve is drawn, evenly on a logarithmic axis. */
export const sizesBetween = (from: number, to: number, count = 49): number[] =>
  Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

type Part = 'below' | 'measured' | 'beyond';

/** Rows of a chart of curves by the name of its data, as it is drawn first and as controls change it. */
export function scalingRows(curves: readonly ScalingCurve[], { crossovers, limit, wanted }: ScalingMarks) {
  const drawn = curves.flatMap(({ label, fitted }) => partsOf(fitted).map((part) => ({ label, ...part })));
  const rows = (isWanted: (part: Part) => boolean) =>
    drawn
      .filter(({ part }) => isWanted(part))
      .flatMap(({ label, points, part }) => points.map((point) => ({ strategy: label, part, ...point })));
  return {
    band: rows(() => true).filter(({ low, high }) => low !== undefined && high !== undefined && low > 0),
    inside: rows((part) => part === 'measured'),
    beyond: rows((part) => part !== 'measured'),
    measured: curves.flatMap(({ label, measured }) => measured.map((point) => ({ strategy: label, ...point }))),
    crossovers,
    limits: limit === undefined ? [] : [limit],
    wishes: wanted === undefined ? [] : [{ size: wanted }],
  };
}

/** The three parts of a curve, each with its neighbour's nearest point, so that dashes join it. A cost of 0 has no place on a logarithmic axis. */
function partsOf(fitted: readonly FittedPoint[]): { readonly part: Part; readonly points: readonly FittedPoint[] }[] {
  const points = fitted.filter(({ cost }) => cost > 0);
  const first = points.findIndex(({ extrapolated }) => !extrapolated);
  const last = points.findLastIndex(({ extrapolated }) => !extrapolated);
  if (first < 0) return [{ part: 'beyond', points }];
  return [
    { part: 'below', points: points.slice(0, first + 1) },
    { part: 'measured', points: points.slice(first, last + 1) },
    { part: 'beyond', points: points.slice(last) },
  ];
}
