import { predictCost } from '../statistics/scaling.ts';
import { passSentence, querySentence } from './cost-sentences.ts';
import type { Contender, Evidence, PassCost } from './evidence.ts';
import { minimumSeeds, type Outcome, type OutcomeKind, outcomeOf } from './outcome.ts';
import { formatCount, formatPercent, formatPoints } from './quantities.ts';

/** Sentences of plain text, without markup. */
export interface Verdict {
  readonly kind: OutcomeKind;
  readonly dataset: string;
  /** The answer, then what follows from it. */
  readonly which: readonly string[];
  readonly upTo: readonly string[];
  readonly howSure: readonly string[];
  readonly wouldChange: readonly string[];
}

/** Which family, up to which N × M, how sure, and what would change it: from evidence about one data set. */
export function verdict(evidence: Evidence): Verdict {
  const outcome = outcomeOf(evidence);
  return {
    kind: outcome.kind,
    dataset: evidence.dataset,
    which: which(evidence, outcome),
    upTo: upTo(evidence, outcome),
    howSure: howSure(evidence, outcome),
    wouldChange: wouldChange(evidence, outcome),
  };
}

function which(evidence: Evidence, { kind, contender, matchedBy }: Outcome): string[] {
  const { dataset, metric, baseline, otherFamily, contenders } = evidence;
  if (contender === undefined) return [`No claim about families on ${dataset}: ${nothingCompared(evidence)}.`];
  const reference = `the ${baseline.family} ${baseline.model}`;
  const numbers = `${metric} ${differencesOf(contender)} points`;
  const best = contenders.length > 1 ? `the best of ${contenders.length} ${otherFamily} models` : undefined;
  switch (kind) {
    case 'no claim': {
      const reason = contender.seeds < minimumSeeds ? 'one seed was compared' : 'the suite is not meant for one';
      return [
        `No claim about families on ${dataset}: ${reason}.`,
        `In this run ${contender.model} (${best ?? otherFamily}) differs from ${reference} by ${numbers}.`,
      ];
    }
    case 'better':
      return [
        `${capital(otherFamily)} wins on ${dataset}: ${contender.model} ranks better than ${reference}, ${numbers}.`,
        `Take ${contender.model} where scoring every pair is affordable (below), and ${baseline.model} beyond.`,
      ];
    case 'worse':
      return [
        `${capital(otherFamily)} loses on ${dataset}: ${contender.model}${best === undefined ? '' : `, ${best},`} still ranks worse than ${reference}, ${numbers}.`,
        `Take ${baseline.model}: it is the more accurate one here, and more of its score can be cached.`,
      ];
    case 'mixed':
      return [
        `Neither family wins on ${dataset}: ${contender.model} (${otherFamily}) ranks better than ${reference} in one direction and worse in the other, ${numbers}.`,
        'Choose by the direction that your users search in.',
      ];
    case 'not shown to differ':
      if (matchedBy !== undefined)
        return [
          `${capital(otherFamily)} is not shown to differ from the ${baseline.family} on ${dataset}: ${contender.model} ranks better than ${baseline.model}, ${numbers}, ` +
            `but ${matchedBy}, another ${baseline.family}, reaches as much.`,
          `Take ${matchedBy} as the baseline to learn more; until then cost decides.`,
        ];
      return [
        `${capital(otherFamily)} is not shown to differ from the ${baseline.family} on ${dataset}: ${contender.model} against ${baseline.model}, ${numbers}.`,
        'That is not shown to be equal either; cost decides until there is more evidence.',
      ];
  }
}

function nothingCompared({ baseline, contenders }: Evidence): string {
  const { model, family, measured } = baseline;
  if (family === undefined) return `the baseline ${model} was not trained, so nothing can be compared with it`;
  if (!measured) return `the accuracy of the baseline ${model} was not measured, so nothing can be compared with it`;
  if (contenders.length > 0) return 'no seed was finished by every model';
  return `only the ${family} was measured, and nothing to compare ${model} with`;
}

/** The quickest way of each: the other scorers stand in the sections of the report. */
function upTo({ baseline, passes, queries }: Evidence, { contender }: Outcome): string[] {
  const shown = [contender?.model, baseline.model].filter((model) => model !== undefined);
  const sentences = shown.flatMap((name) => [
    ...passes
      .filter(({ model }) => model === name)
      .toSorted((a, b) => secondsAtLargest(a) - secondsAtLargest(b))
      .slice(0, 1)
      .map(passSentence),
    ...queries
      .filter(({ model, p50Ms }) => model === name && p50Ms !== undefined)
      .toSorted((a, b) => a.p50Ms! - b.p50Ms!)
      .slice(0, 1)
      .map(querySentence),
  ]);
  return sentences.length > 0 ? sentences : ['Up to which N × M is unknown: this run measured no cost of these models.'];
}

/** Seconds for as many pairs as anybody measured, by the fit. */
const secondsAtLargest = ({ fit }: PassCost): number => predictCost(fit, Math.max(fit.largest, 1e6)).cost;

function howSure({ units, contenders }: Evidence, { contender }: Outcome): string[] {
  if (contender === undefined) return ['Nothing was compared.'];
  const { seeds } = contender;
  const basis = `${formatCount(seeds)} ${seeds === 1 ? 'seed' : 'seeds'}${units === undefined ? '' : `, ${formatCount(units)} independent families of items`}`;
  const tests = contenders.reduce((count, { differences }) => count + differences.length, 0);
  const sentences = [
    `${basis}; brackets are 95 % intervals from resampling whole families${tests > 1 ? ', p values corrected by Holm' : ''}.`,
  ];
  for (const { direction, p, overSeeds, detectable, seedsAgreeing } of contender.differences) {
    const facts = [
      ...(p === undefined ? [] : [`corrected p = ${formatP(p)}`]),
      ...(overSeeds === undefined ? [] : [`[${formatPercent(overSeeds.low)}, ${formatPercent(overSeeds.high)}] over seeds`]),
      ...(seeds < minimumSeeds ? [] : [`${seedsAgreeing} of ${seeds} seeds have the same sign`]),
      ...(detectable === undefined
        ? []
        : [`a true difference below ${formatPercent(detectable)} points would probably have been missed`]),
    ];
    if (facts.length > 0) sentences.push(`${capital(direction)}: ${facts.join('; ')}.`);
  }
  return sentences;
}

function wouldChange({ baseline, otherFamily }: Evidence, { kind }: Outcome): string[] {
  const scope =
    'Other features (tokens in place of one vector an item), other data or another training budget were not tested here.';
  const machine = 'Another machine or number of threads moves the sizes and times, not the accuracy.';
  switch (kind) {
    case 'no claim':
      return [`More seeds, each on another fold, and a suite made to compare families. ${scope}`, machine];
    case 'better':
      return [
        `More pairs than the budget allows, or a tighter one: then ${baseline.model}, alone or to choose what is reranked.`,
        scope,
        machine,
      ];
    case 'worse':
      return [
        `A stronger model of ${otherFamily}, or items whose single vector has lost what decides the match. ${scope}`,
        machine,
      ];
    case 'mixed':
    case 'not shown to differ':
      return [`More families of items or more seeds would find smaller differences. ${scope}`, machine];
  }
}

const differencesOf = ({ differences }: Contender): string =>
  differences.map((difference) => `${formatPoints(difference)} ${difference.direction}`).join(', ');

const formatP = (p: number): string => (p < 0.001 ? p.toExponential(1) : p.toFixed(3));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
