/** What parts a model from the rule that an arm of it was trained under: `concat@equal-time`, `dual-cosine@triplet@equal-time`. */
const mark = '@';

/** The rule: as many steps as the training time of the baseline pays for. */
export const equalTimeArm = 'equal-time';
export const equalTimeSuffix = `${mark}${equalTimeArm}`;

/** The baseline with another seed on the same split, and the mean of both scores: the ensemble that a fusion of scores has to beat. */
export const secondSeedArm = 'second-seed';
export const twoSeedsArm = 'two-seeds';

export const secondSeedOf = (model: string): string => `${model}${mark}${secondSeedArm}`;

/** The weight of a control of two seeds: both have the same scale, so that their mean needs no other. */
export const meanOfTwo = 0.5;

/** A second tower, alone or beside the first, is measured to explain a gain away: never what a decision names, nor what quality is a share of. */
export const isControl = (label: string): boolean => [secondSeedArm, twoSeedsArm].some((arm) => label.endsWith(`${mark}${arm}`));

/** An arm is a model trained under another rule: shown beside the models, never a contender. */
export const isArm = (name: string): boolean => name.includes(mark);

export const modelOfArm = (name: string): string => (isArm(name) ? name.slice(0, name.indexOf(mark)) : name);
