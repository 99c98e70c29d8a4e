import { predictCost } from '../statistics/scaling.ts';
import { disturbanceSentence, passSentence, querySentence, quickestQuery } from './cost-sentences.ts';
import type { Comparison, Evidence, PassCost, Representative } from './evidence.ts';
import { minimumSeeds, type Outcome, outcomeOf } from './outcome.ts';
import { formatCounted, formatP, formatPercent, formatPoints } from './quantities.ts';

/** Sentences of plain text, without markup. */
export interface Verdict {
  readonly kind: Outcome;
  readonly dataset: string;
  /** The answer, then what follows from it. */
  readonly which: readonly string[];
  readonly upTo: readonly string[];
  /** By what rule, on how much, with what doubt, and what the other models did. */
  readonly howSure: readonly string[];
  readonly wouldChange: readonly string[];
}

/** Which family, up to which N × M, how sure, and what would change it: from evidence about one data set. */
export function verdict(evidence: Evidence): Verdict {
  const kind = outcomeOf(evidence);
  return {
    kind,
    dataset: evidence.dataset,
    which: which(evidence, kind),
    upTo: upTo(evidence),
    howSure: howSure(evidence, kind),
    wouldChange: wouldChange(evidence, kind),
  };
}

function which(evidence: Evidence, kind: Outcome): string[] {
  const { dataset, metric, otherFamily, ours, theirs, comparison } = evidence;
  if (ours === undefined || theirs === undefined || comparison === undefined) {
    return [`No claim about families on ${dataset}: ${nothingCompared(evidence)}.`];
  }
  const reference = `the ${ours.family} ${ours.model}`;
  const numbers = `${metric} ${differencesOf(comparison)}`;
  switch (kind) {
    case 'no claim': {
      const reason = comparison.seeds < minimumSeeds ? 'one seed was compared' : 'the suite is not meant for one';
      return [
        `No claim about families on ${dataset}: ${reason}.`,
        `In this run ${theirs.model} (${theirs.family}) differs from ${reference} by ${numbers}.`,
      ];
    }
    case 'better':
      return [
        `${capital(otherFamily)} wins on ${dataset}: ${theirs.model} ranks better than ${reference}, ${numbers}.`,
        costIsKnown(evidence, theirs.model)
          ? `Take ${theirs.model} where scoring every pair is affordable (below), and ${ours.model} beyond.`
          : `Take ${theirs.model} where its cost is affordable, which was not measured here, and ${ours.model} beyond.`,
      ];
    case 'worse':
      return [
        `${capital(otherFamily)} loses on ${dataset}: ${theirs.model} ranks worse than ${reference}, ${numbers}.`,
        `Take ${ours.model}: it is the more accurate one here, and more of its score can be cached.`,
      ];
    case 'not shown to differ':
      return [
        `${capital(otherFamily)} is not shown to differ from the ${ours.family} on ${dataset}: ${theirs.model} against ${ours.model}, ${numbers}.`,
        'That is not shown to be equal either; cost decides until there is more evidence.',
      ];
  }
}

const costIsKnown = ({ passes, queries }: Evidence, name: string): boolean =>
  [...passes, ...queries].some(({ model }) => model === name);

function nothingCompared({ baseline, theirs }: Evidence): string {
  const { model, family, measured } = baseline;
  if (family === undefined) return `the baseline ${model} was not trained, so nothing can be compared with it`;
  if (!measured) return `the accuracy of the baseline ${model} was not measured, so nothing can be compared with it`;
  if (theirs !== undefined) return 'no seed was finished by every model';
  return `only the ${family} was measured, and nothing to compare ${model} with`;
}

/** The quickest way of each: the other scorers stand in the sections of the report. */
function upTo(evidence: Evidence): string[] {
  const { dataset, baseline, ours, theirs, passes, queries, costsFrom, disturbance } = evidence;
  const shown = [theirs?.model, ours?.model ?? baseline.model].filter((model) => model !== undefined);
  const sentences = shown.flatMap((name) => {
    const [pass] = passes.filter(({ model }) => model === name).toSorted((a, b) => secondsAtLargest(a) - secondsAtLargest(b));
    const query = quickestQuery(queries, name);
    return [...(pass === undefined ? [] : [passSentence(pass)]), ...(query === undefined ? [] : [querySentence(query)])];
  });
  if (sentences.length === 0) return ['Up to which N × M is unknown: this run measured no cost of these models.'];
  return [
    ...(costsFrom === undefined
      ? []
      : [`Not measured on ${dataset}; the same models with the same widths were measured on ${costsFrom}, as follows.`]),
    ...sentences,
    ...(theirs === undefined || costIsKnown(evidence, theirs.model) ? [] : [`What ${theirs.model} costs was not measured.`]),
    ...(disturbance === undefined || disturbance.disturbed === 0 ? [] : [disturbanceSentence(disturbance)]),
  ];
}

/** Seconds for as many pairs as anybody measured, by the fit. */
const secondsAtLargest = ({ fit }: PassCost): number => predictCost(fit, Math.max(fit.largest, 1e6)).cost;

function howSure(evidence: Evidence, kind: Outcome): string[] {
  const { metric, ours, theirs, comparison, others, units, tests } = evidence;
  if (ours === undefined || theirs === undefined || comparison === undefined) return ['Nothing was compared.'];
  const { seeds, both } = comparison;
  const basis = `${formatCounted(seeds, 'seed')}${units === undefined ? '' : `, ${formatCounted(units, 'independent family', 'independent families')} of items`}`;
  const facts = [
    // Where nothing is claimed nothing was decided by a test.
    ...(both.p === undefined || kind === 'no claim'
      ? []
      : [`p ${both.p < 0.001 ? '' : '= '}${formatP(both.p)}${tests > 1 ? ` (Holm over ${tests} families of models)` : ''}`]),
    ...(both.overSeeds === undefined
      ? []
      : [`[${formatPercent(both.overSeeds.low)}, ${formatPercent(both.overSeeds.high)}] over seeds`]),
    ...(both.detectable === undefined
      ? []
      : [`a true difference below ${formatPercent(both.detectable)} points would probably have been missed`]),
  ];
  return [
    `Each family is spoken for by one model, ${chosenBy(metric, ours, theirs)}; one paired test compares the two in both directions together.`,
    `${basis}; brackets are 95 % intervals from resampling whole families.`,
    ...(facts.length > 0 ? [`Both directions together: ${facts.join('; ')}.`] : []),
    ...(others.length === 0
      ? []
      : [
          `Beside them, in points above ${ours.model}, without a part in the verdict: ` +
            `${others.map(({ model, difference }) => `${model} ${formatPoints(difference)}`).join(', ')}.`,
        ]),
  ];
}

function chosenBy(metric: string, ...chosen: readonly Representative[]): string {
  const [known, unknown] = [true, false].map((isKnown) =>
    chosen
      .filter(({ of }) => of > 1)
      .filter(({ validation }) => (validation !== undefined) === isKnown)
      .map(({ model, of, validation }) =>
        validation === undefined ? `${model} of ${of}` : `${model} of ${of} (${formatPercent(validation)})`,
      ),
  ) as [string[], string[]];
  const parts = [
    ...(known.length > 0 ? [`chosen by validation ${metric} before any test result: ${known.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`the first, since no validation is recorded: ${unknown.join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : 'the only one measured';
}

function wouldChange({ ours, otherFamily }: Evidence, kind: Outcome): string[] {
  const scope =
    'Other features (tokens in place of one vector an item), other data or another training budget were not tested here.';
  const machine = 'Another machine or number of threads moves the sizes and times, not the accuracy.';
  switch (kind) {
    case 'no claim':
      return [`More seeds, each on another fold, and a suite made to compare families. ${scope}`, machine];
    case 'better':
      return [
        `More pairs than the budget allows, or a tighter one: then ${ours!.model}, alone or to choose what is reranked.`,
        scope,
        machine,
      ];
    case 'worse':
      return [
        `A stronger model of ${otherFamily}, or items whose single vector has lost what decides the match. ${scope}`,
        machine,
      ];
    case 'not shown to differ':
      return [`More families of items or more seeds would find smaller differences. ${scope}`, machine];
  }
}

const differencesOf = ({ both, directions }: Comparison): string =>
  `${formatPoints(both)} points (${directions.map((one) => `${one.direction} ${formatPoints(one)}`).join(', ')})`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
