import type { Schema } from '../files/json.ts';
import type { CellKey, CellRecord, Figure, SampleSeries } from '../record.ts';
import type { Warning } from '../types.ts';

/** Values that survive a JSON file. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A key that names these. */
export type Keyed<Name extends keyof CellKey> = CellKey & { readonly [N in Name]-?: NonNullable<CellKey[N]> };
export type SplitKey = Keyed<'dataset' | 'split'>;
/** Of one training: a model on a split with a seed. */
export type TrainingKey = Keyed<'dataset' | 'split' | 'model' | 'seed'>;

/** One step of a run, planned: everything its kind has to know, so that a fresh process can do it. */
export interface Cell<Settings = { readonly [name: string]: Json | undefined }, Key extends CellKey = CellKey> {
  /** Path-like and unique in a run: `emoji/fold-0/dual-cosine/seed-0/train`. */
  readonly id: string;
  readonly kind: string;
  readonly key: Key;
  /** Ids of cells whose results this one reads. */
  readonly needs: readonly string[];
  readonly settings: Settings;
  readonly estimate: Estimate;
}

/** Settings of a kind that has none. */
export type NoSettings = Readonly<Record<never, never>>;

/** Expected wall time, and bytes left on disk. */
export interface Estimate {
  readonly seconds: number;
  readonly bytes: number;
}

/** What a cell finds out. Files are written through `CellContext.output`, which puts them beside the record. */
export interface CellResult {
  /** The work came to its end without what it was for: stored with what was found out, and what needs the cell is not carried out. */
  readonly failure?: CellRecord['failure'];
  readonly figures?: readonly Figure[];
  readonly samples?: readonly SampleSeries[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly warnings?: readonly Warning[];
  /** Name of the safetensors file with per-query values (see CellRecord). */
  readonly perQuery?: string;
}

/** What a cell sees of the run around it. */
export interface CellContext {
  /** Folder of a data set, by name. */
  dataset(name: string): string;
  /** Path of a file or folder that an earlier cell wrote, relative to OUT. */
  input(path: string): string;
  /**
   * Where to write the file or folder that will lie at this path relative to OUT. It moves there when the cell is whole, and disappears when it
   * is not.
   */
  output(path: string): string;
  /** A folder for passing files, gone when the cell ends. */
  readonly scratch: string;
  /**
   * The record of a cell named in `needs`, as far as the schema of what its kind hands on says. Throws a `UserError` that names the file and the place in it where
   * that is not there.
   */
  needed<T>(id: string, schema: Schema<T>): T;
  /** How far the cell is, 0 to 1, and what it does. Not to be called while something is timed. */
  progress(fraction: number, note?: string): void;
}

/** How a kind of cell is carried out, with the settings and the key that it is planned with. */
export type CellRun<Settings = NoSettings, Key extends CellKey = CellKey> = (
  cell: Cell<Settings, Key>,
  context: CellContext,
) => Promise<CellResult>;

/** Kinds by name; each is loaded only in the process that carries it out. */
export type CellKinds = Readonly<Record<string, () => Promise<{ readonly run: CellRun<never, never> }>>>;

/**
 * Carries out a cell that went through JSON, which has no types: a plan is made of settings and keys as the run of their kind takes them (`cell` in
 * `planning/place.ts`), and its fingerprint keeps what another version has planned out of a run.
 */
export const carriedOut = <Settings, Key extends CellKey>(
  run: CellRun<Settings, Key>,
  cell: Cell,
  context: CellContext,
): Promise<CellResult> => run(cell as unknown as Cell<Settings, Key>, context);

/** File name of what belongs to a cell, without its ending. */
export const cellFileName = (id: string): string => id.replaceAll('/', '.');
