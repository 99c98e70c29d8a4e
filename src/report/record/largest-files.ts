/** Bytes of record.json, of one cell and of its values of queries that are read at most: far more than a run writes. Apart from the schemas, which a process that measures does not load. */
export const largestRecord = 1 << 26;
export const largestCell = 1 << 28;
export const largestPerQuery = 1 << 30;
