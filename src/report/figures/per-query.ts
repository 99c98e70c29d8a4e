import { counted } from '../../counted.ts';
import { UserError } from '../../errors.ts';
import type { SafetensorsFile } from '../../files/safetensors.ts';
import { arrayOf, metricsOver } from '../../metrics/metrics-over.ts';
import type { Figure } from '../../record.ts';
import type { Direction } from '../../types.ts';
import { candidatesOf } from './figure-lookup.ts';
import { nearMetrics } from './near-metrics.ts';

export const directions: readonly Direction[] = ['left-right', 'right-left'];

/** What one direction of an accuracy cell keeps of every query; arrays are [Q]. */
export interface DirectionValues {
  readonly rows: Int32Array;
  readonly units: Int32Array;
  /** By metric, for those that the run computed. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** By name of `nearMetrics`, those that the run kept: over the queries [Q'] that each has an answer for. */
  readonly near: ReadonlyMap<string, KeptValues>;
  /** By `amongName`: of the queries among other candidates than those of the whole test part, where a cell ranked them there. */
  readonly among?: ReadonlyMap<string, KeptValues>;
}

/** A value a query, and the family of each. */
export interface KeptValues {
  readonly units: Int32Array;
  readonly values: Float32Array;
}

/** Under which an array of a metric among so many candidates stands, behind its direction. */
export const amongName = (candidates: number, metric: string): string => `among-${candidates}.${metric}`;

/** What each unit contributes to the metrics over pairs; arrays are [U]. */
export interface PairValues {
  readonly units: Int32Array;
  readonly influences: ReadonlyMap<string, Float64Array>;
}

export interface PerQuery extends Readonly<Record<Direction, DirectionValues>> {
  /** Left out in runs of earlier versions. */
  readonly pairs?: PairValues;
}

/**
 * The per-query values of an accuracy cell with these figures, from its file. Throws a `UserError` of kind `input` when an array is missing though its metric is
 * among the figures, or of another type or length.
 */
export function perQueryOf(file: SafetensorsFile, figures: readonly Figure[]): PerQuery {
  const [leftRight, rightLeft] = directions.map((direction): DirectionValues => {
    const rows = array(file, `${direction}.row`, 'I32') as Int32Array;
    const values = metricsOver('query').flatMap((row): [string, Float32Array][] => {
      const name = `${direction}.${arrayOf(row)}`;
      const needed = figures.some((figure) => figure.metric === row[0] && figure.direction === direction);
      if (!needed && !has(file, name)) return [];
      return [[row[0], array(file, name, 'F32', rows.length) as Float32Array]];
    });
    const kept = (names: readonly string[]) =>
      names.flatMap((own): [string, KeptValues][] => {
        const name = `${direction}.${own}`;
        if (!has(file, name)) return [];
        const read = array(file, name, 'F32') as Float32Array;
        return [[own, { values: read, units: array(file, `${name}.unit`, 'I32', read.length) as Int32Array }]];
      });
    const ranked = figures.filter((figure) => figure.direction === direction);
    const among = new Set(ranked.map((figure) => amongName(candidatesOf(figure) ?? 0, figure.metric)));
    const units = array(file, `${direction}.unit`, 'I32', rows.length) as Int32Array;
    return {
      rows,
      units,
      values: new Map(values),
      near: new Map(kept(Object.keys(nearMetrics))),
      among: new Map(kept([...among])),
    };
  });
  return { 'left-right': leftRight!, 'right-left': rightLeft!, pairs: pairValues(file) };
}

function pairValues(file: SafetensorsFile): PairValues | undefined {
  if (!has(file, 'pairs.unit')) return undefined;
  const units = array(file, 'pairs.unit', 'I32') as Int32Array;
  const influences = metricsOver('pairs').flatMap(([metric]): [string, Float64Array][] =>
    has(file, `pairs.${metric}`) ? [[metric, array(file, `pairs.${metric}`, 'F64', units.length) as Float64Array]] : [],
  );
  return { units, influences: new Map(influences) };
}

const has = (file: SafetensorsFile, name: string): boolean => Object.hasOwn(file.tensors, name);

function array(file: SafetensorsFile, name: string, dtype: 'F32' | 'F64' | 'I32', length?: number): ArrayLike<number> {
  const tensor = has(file, name) ? file.tensors[name] : undefined;
  const remedy = 'Run the suite again with --resume.';
  if (tensor === undefined || tensor.dtype !== dtype || tensor.shape.length !== 1) {
    throw new UserError('input', `The per-query values lack the one-dimensional ${dtype} array ${name}.`, {
      place: file.path,
      remedy,
    });
  }
  if (length !== undefined && tensor.data.length !== length) {
    throw new UserError('input', `The array ${name} has ${counted(tensor.data.length, 'value')} where ${length} were expected.`, {
      place: file.path,
      remedy,
    });
  }
  const data = tensor.data as Exclude<typeof tensor.data, BigInt64Array>;
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new UserError('input', `Row ${bad} of the array ${name} has the value ${data[bad]}.`, {
      place: file.path,
      remedy,
    });
  }
  return data;
}
