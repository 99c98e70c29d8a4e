/** Tables of a report that hold costs, and the columns of the accuracy and spread tables that are no accuracy metric. */
export type CostTable = 'accuracy' | 'spread' | 'training' | 'query' | 'index' | 'memory' | 'near';

export interface CostMetric {
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  /**
   * `figure`: a point in the figures of a cell. `latencies`: a series, of which the report states percentiles and the mean. `passes`: a short series, of
   * which it states the median under the same name. `report`: made by the report.
   */
  readonly from: 'figure' | 'latencies' | 'passes' | 'report';
  readonly summary: string;
  /** The series that this one is a stage of: their times add up to no more than its own. */
  readonly stageOf?: 'end to end' | 'search';
  /**
   * Whether a run that is repeated comes to another value, where the unit is no time (times always vary): `always`, or by the order in which several
   * `threads` work.
   */
  readonly varies?: 'always' | 'threads';
  /**
   * What an accuracy cell keeps of every query for its interval: values whose `mean` it is, or its `influence`, the derivative by how often each query occurs.
   */
  readonly perQuery?: 'mean' | 'influence';
  /** Where it is printed, in the order of the table of metrics; `p`: which percentile of a series. The format follows from the unit. */
  readonly columns?: readonly { readonly table: CostTable; readonly head: string; readonly p?: 50 | 90 | 95 | 99 }[];
}
