// @ts-check

/**
 * Bounds of a share that was found `successes` times in `trials`, each with the given confidence on its side (Clopper and Pearson 1934). Found by bisection of the
 * binomial distribution.
 * @param {number} successes @param {number} trials @param {number} [confidence]
 * @returns {{ readonly low: number, readonly high: number }}
 */
export function clopperPearson(successes, trials, confidence = 0.95) {
  const tail = 1 - confidence;
  return {
    low: successes === 0 ? 0 : crossing((share) => 1 - atMost(successes - 1, trials, share) > tail),
    high: successes === trials ? 1 : crossing((share) => atMost(successes, trials, share) <= tail),
  };
}

/** Where a condition that does not hold at 0 and holds at 1 begins to hold. @param {(share: number) => boolean} holds */
function crossing(holds) {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** P(B ≤ k) of a binomial B(n, q), 0 < q < 1, summed from logarithms, which do not underflow. @param {number} k @param {number} n @param {number} q */
function atMost(k, n, q) {
  let logMass = n * Math.log1p(-q);
  let sum = Math.exp(logMass);
  for (let i = 1; i <= k; i++) {
    logMass += Math.log((n - i + 1) / i) + Math.log(q) - Math.log1p(-q);
    sum += Math.exp(logMass);
  }
  return Math.min(1, sum);
}
