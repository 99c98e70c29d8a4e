import { counted } from '../counted.ts';
import { deriveSeed } from '../random.ts';
import { holm } from '../statistics/holm.ts';
import type { Interval } from '../statistics/interval.ts';
import { minimumDetectable } from '../statistics/paired.ts';
import { limitTest, logRatios, trendTest } from '../statistics/paired-ratio.ts';
import { signedRankDetectable, signedRankMiddle } from '../statistics/signed-rank.ts';
import { median } from '../statistics/summary.ts';
import { tQuantile } from '../statistics/t-interval.ts';
import { fewestPairs, type Rule } from './config.ts';
import { kindOf } from './metric-kinds.ts';

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** What the units of one metric say of the harm that the head does, before it is looked at beside those of all others. Harm is in the unit of the tolerance. */
export interface Evidence {
  readonly name: string;
  readonly unit: '%' | 'points';
  readonly rule: Rule;
  readonly base: number;
  readonly head: number;
  /** Pairs of processes, families of items, or seeds. */
  readonly samples: number;
  readonly samplesAre: 'pairs' | 'families' | 'seeds';
  /** Every unit, bit by bit, is equal: nothing is left to test. */
  readonly equal: boolean;
  readonly harm: number;
  readonly interval: Interval | undefined;
  readonly p: number;
  /** The smallest true harm that a two-sided test at `alpha` finds with `power`; `undefined` where these samples find none. */
  readonly finds: (test: { readonly alpha: number; readonly power: number }) => number | undefined;
  /** p of no trend in the order in which the pairs were taken; left out where they have no order. */
  readonly trend?: number;
}

export interface Judged extends Omit<Evidence, 'finds'> {
  readonly verdict: Verdict;
  /** p corrected for all that could fail the gate. */
  readonly adjustedP: number;
  /** The smallest true harm that about 80 % of such gates call a fail, with all that they test and the second round. */
  readonly detectable: number | undefined;
  readonly reason: string;
  /** How many samples more would decide, about; left out where no number does. */
  readonly needed?: number;
}

export const significance = 0.05;
/** Of all metrics together: a gate of unchanged code calls drift about once in 500. */
const driftSignificance = 0.002;

const asPercent = (logarithm: number): number => 100 * Math.expm1(logarithm);

/**
 * The evidence of pairs of processes: one value of either side each. Harm is the percentage by which head's is larger; of what is better when higher, by which base's
 * is: of a throughput that is the time that a pair takes.
 */
export function pairEvidence(name: string, rule: Rule, base: readonly number[], head: readonly number[], seed: number): Evidence {
  const kind = kindOf(name)!;
  const differences = kind.better === 'lower' ? logRatios(base, head) : logRatios(head, base);
  const known = {
    name,
    unit: '%',
    rule,
    base: median(base)!,
    head: median(head)!,
    samples: differences.length,
    samplesAre: 'pairs',
    equal: differences.every((difference) => difference === 0),
  } as const;
  if (differences.length < fewestPairs) {
    return { ...known, harm: asPercent(signedRankMiddle(differences)!), interval: undefined, p: 1, finds: () => undefined };
  }
  const limit = Math.log1p(rule.tolerance / 100);
  const test = limitTest(differences, limit, deriveSeed(seed, name));
  return {
    ...known,
    harm: asPercent(test.value),
    interval: { ...test.interval, low: asPercent(test.interval.low), high: asPercent(test.interval.high) },
    p: test.p,
    finds: (wanted) => {
      const beyond = signedRankDetectable(differences, wanted);
      return beyond === undefined ? undefined : asPercent(limit + beyond);
    },
    trend: trendTest(differences, deriveSeed(seed, name, 'trend')),
  };
}

/**
 * Three verdicts: the harm is above its tolerance (the interval's lower end is, and so is the test corrected by Holm for all metrics that can fail the gate), it
 * is below (its upper end is), or this many samples do not say.
 */
export function judge(evidence: readonly Evidence[]): Judged[] {
  const gated = evidence.filter(({ rule }) => rule.level === 'error');
  const corrected = new Map(holm(gated.map(({ p }) => p)).map((p, i) => [gated[i]!, p]));
  const ordered = evidence.filter(({ trend }) => trend !== undefined);
  const trends = new Map(holm(ordered.map(({ trend }) => trend!)).map((p, i) => [ordered[i]!, p]));
  return evidence.map((one) => {
    const p = corrected.get(one);
    // Holm asks the most of the only one that is worse.
    const alpha = p === undefined ? significance : significance / gated.length;
    return judgeOne(one, { adjustedP: p ?? one.p, alpha, trend: trends.get(one) ?? 1 });
  });
}

interface AmongMetrics {
  readonly adjustedP: number;
  /** What p has to fall to, at worst. */
  readonly alpha: number;
  readonly trend: number;
}

const sampleIs = { pairs: 'pair', families: 'family', seeds: 'seed' } as const satisfies Record<Evidence['samplesAre'], string>;

function judgeOne(evidence: Evidence, { adjustedP, alpha, trend }: AmongMetrics): Judged {
  const { finds, ...told } = evidence;
  const { rule, interval, equal, harm, unit, samplesAre } = told;
  const detectable = finds({ alpha, power: powerOfRound });
  const judged = (verdict: Verdict, reason: string, needed?: number): Judged => ({
    ...told,
    verdict,
    adjustedP,
    detectable,
    reason,
    ...(needed === undefined ? {} : { needed }),
  });
  const limit = `${rule.tolerance} ${unit}`;
  if (equal) return judged('pass', 'equal, value by value');
  if (interval === undefined)
    return judged(
      'inconclusive',
      `${counted(evidence.samples, `${sampleIs[samplesAre]} is`, `${samplesAre} are`)} too few to say anything`,
    );
  if (trend <= driftSignificance) {
    return judged('inconclusive', 'the difference drifted while it was measured, so its interval claims too much; measure again');
  }
  if (interval.low > rule.tolerance && adjustedP <= significance) return judged('fail', `more than ${limit} worse`);
  if (interval.high < rule.tolerance) return judged('pass', `less than ${limit} worse`);
  const needed = samplesNeeded(evidence, alpha);
  const more =
    needed === undefined
      ? 'no number of them would say'
      : `needs about ${counted(needed, `more ${sampleIs[samplesAre]}`, `more ${samplesAre}`)}`;
  const doubt =
    interval.low > rule.tolerance
      ? `worse, but not beyond chance among all that is tested (p ${adjustedP.toPrecision(2)})`
      : `neither more nor less than ${limit} worse for sure`;
  return judged('inconclusive', `${doubt} at ${harm.toFixed(2)} ${unit}; ${more}`, needed);
}

/** Both rounds have to find it. */
const powerOfRound = Math.sqrt(0.8);

/**
 * To pass, the half-width has to shrink to the distance between harm and tolerance; to fail, 80 % of gates have to find that distance. None where they are within a
 * hundredth of the half-width.
 */
function samplesNeeded({ samples, harm, interval, rule }: Evidence, alpha: number): number | undefined {
  const half = (interval!.high - interval!.low) / 2;
  const distance = Math.abs(rule.tolerance - harm);
  if (distance * 100 < half) return undefined;
  const standardError = half / tQuantile(0.975, samples - 1);
  const found = harm > rule.tolerance ? minimumDetectable(standardError, samples, { alpha }) : half;
  return Math.max(1, Math.ceil(samples * (found / distance) ** 2) - samples);
}

/** Worst first: the order of tables and annotations. */
export const bySeverity = (a: Judged, b: Judged): number =>
  severity(b) - severity(a) || b.harm / b.rule.tolerance - a.harm / a.rule.tolerance;

const severity = ({ verdict, rule }: Judged): number =>
  verdict === 'pass' ? 0 : { error: 4, warn: 2, off: 0 }[rule.level] + { fail: 2, inconclusive: 1 }[verdict];
