/** Names of what a report derives from a metric; `metricNames` publishes them all. */

/** The mean in which every family of items counts once. */
export const overFamilies = (metric: string): string => `${metric} over families`;

/** The mean with the t-interval of its spread over seeds. */
export const overSeeds = (metric: string): string => `${metric} over seeds`;

/** A model minus the baseline model. */
export const difference = (metric: string): string => `${metric} difference`;

/** A model minus the representative of the baseline's family; both directions averaged where no direction stands beside it. */
export const toRepresentative = (metric: string): string => `${metric} difference to representative`;

/** An arm with an objective of its own minus the model that it is an arm of; both directions averaged where no direction stands beside it. */
export const toOwnModel = (metric: string): string => `${metric} difference to own model`;

/** The teacher of an arm minus the model that it is an arm of; both directions averaged where no direction stands beside it. */
export const teacherLead = (metric: string): string => `${metric} lead of teacher`;

/** What an arm gains on the model that it is an arm of, as a share of that lead. */
export const carriedOver = (metric: string): string => `${metric} lead carried over`;

/** Two-sided p of a difference. */
export const pOf = (differenceName: string): string => `${differenceName} p`;

/** The same, corrected for all that were tested with it. */
export const holmOf = (differenceName: string): string => `${pOf(differenceName)} Holm`;

/** The smallest true difference that would have been found in 80 % of cases. */
export const detectable = (differenceName: string): string => `${differenceName} detectable`;

/** Mean reciprocal rank of both directions on the validation part, by which weights and representatives are chosen. */
export const validationName = (metric: string): string => `validation ${metric}`;

export const percentileName = (series: string, p: number): string => `${series} p${p}`;
export const meanName = (series: string): string => `${series} mean`;
