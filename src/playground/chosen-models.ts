/** A dual tower and a fusion that were trained on one split of one data set. */
export interface ChosenModels {
  /** Where they come from, in a line. */
  readonly source: string;
  readonly dataset: {
    readonly name: string;
    readonly version: string;
    readonly hash: string;
    /** Where the suite of the run says that it lies: relative to nobody knows what, and perhaps of another machine. */
    readonly path?: string;
  };
  readonly split: string;
  /** Exported model folders. */
  readonly dual: string;
  readonly fusion: string;
  /** Files of the test part that a run keeps, by side: what is shown where the data set itself is not at hand. */
  readonly kept?: Readonly<Record<'left' | 'right', { readonly features: string; readonly ids: string }>>;
}
