// @ts-check

/** Whether a model name is that of an arm that a suite derives from a model, like `concat@equal-time`: PyTorch has none. @param {string} model */
export const isArm = (model) => model.includes('@');

/**
 * Per model, whether every 95 % interval of ours − PyTorch holds 0; undefined where no difference has an interval.
 * @param {readonly { model: string, interval: { low: number, high: number } | undefined }[]} differences
 */
export function verdicts(differences) {
  return [...new Set(differences.map(({ model }) => model))].map((model) => {
    const intervals = differences.flatMap((one) => (one.model === model && one.interval !== undefined ? [one.interval] : []));
    // Not "low > 0 or high < 0": NaN holds nothing.
    const holding = intervals.filter(({ low, high }) => low <= 0 && high >= 0).length;
    const holds = intervals.length === 0 ? undefined : holding === intervals.length;
    return { model, holds, holding, intervals: intervals.length };
  });
}
