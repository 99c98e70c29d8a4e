/** What parts a model from the rule that an arm of it was trained under: `concat@equal-time`, `dual-cosine@triplet@equal-time`. */
const mark = '@';

/** The rule: as many steps as the training time of the baseline pays for. */
export const equalTimeArm = 'equal-time';
export const equalTimeSuffix = `${mark}${equalTimeArm}`;

/** The baseline with another seed on the same split, and the mean of both scores: the ensemble that a fusion of scores has to beat. */
export const secondSeedArm = 'second-seed';
export const twoSeedsArm = 'two-seeds';

export const isSecondSeedOf = (model: string, label: string): boolean => label === `${model}${mark}${secondSeedArm}`;

/** A second tower is measured to explain a gain away, and never what a decision names. */
export const isControl = (label: string): boolean => label.endsWith(`${mark}${secondSeedArm}`);

/** An arm is a model trained under another rule: shown beside the models, never a contender. */
export const isArm = (name: string): boolean => name.includes(mark);

export const modelOfArm = (name: string): string => (isArm(name) ? name.slice(0, name.indexOf(mark)) : name);
