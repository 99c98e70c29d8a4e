import type { ArrayKind } from './array-kind.ts';

/** Some rows of a source, in a row-major array [rows, columns] that is overwritten later. */
export interface FeatureBlock {
  /** Row of the source that the block begins with. */
  readonly start: number;
  readonly rows: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** Features as somebody else wrote them: opened, checked against the size of their file, not read. */
export interface FeatureSource {
  readonly path: string;
  readonly rows: number;
  readonly columns: number;
  /** Of the array in its file, where the format has arrays. */
  readonly shape?: readonly number[];
  /** Columns beside the features, by name, that items can be described by; only formats with records have them. */
  readonly column?: (name: string) => Promise<readonly string[] | undefined>;
  /** Reads the rows in their order, each once; `visit` is awaited before its block is overwritten. Throws a `UserError`. */
  forEachBlock(visit: (block: FeatureBlock) => Promise<void>): Promise<void>;
}

/** What a person may choose of a file that holds more than one array or column. */
export interface SourceOptions {
  /** Name of the array (npz, safetensors) or of the column (Parquet, JSONL) that holds the features. */
  readonly array?: string;
  /** Arrays that hold something else: where they are named, the only other one holds the features. */
  readonly besides?: readonly string[];
  /** What the array is read as. Default: features. */
  readonly kind?: ArrayKind;
}

/** Bytes of a block: large enough for the disk, small enough for the cache to help. */
export const blockBytes = 1 << 20;

/** Rows of a block of float32 rows. */
export const blockRows = (columns: number): number => Math.max(1, Math.floor(blockBytes / (4 * columns)));
