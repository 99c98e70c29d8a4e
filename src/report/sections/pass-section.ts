import { affordable } from '../../decision/affordable.ts';
import { passBudgets } from '../../decision/cost-sentences.ts';
import { formatCount, formatCounted, formatDigits, formatSeconds } from '../../decision/quantities.ts';
import type { RunRecord } from '../../record.ts';
import type { Interval } from '../../statistics/interval.ts';
import { predictCost } from '../../statistics/scaling.ts';
import { extrapolatedSides, type PassFit, type PassPoint } from '../costs/pass-fits.ts';
import { modelOrder } from '../figures/model-order.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';

const naiveScorer = 'exhaustive-naive';

/** The cost curve: seconds of a full pass at the measured sizes, the line through those with both sides encoded, and what it says far beyond. */
export function passSection(record: RunRecord, unordered: readonly PassFit[]): string[] {
  if (unordered.length === 0) return [];
  const order = modelOrder(record);
  const place = ({ dataset }: PassFit): number => record.datasets.findIndex(({ name }) => name === dataset);
  const fits = unordered.toSorted((a, b) => place(a) - place(b) || order(a.model, b.model));
  const groups = [...new Set(fits.map(({ dataset, model }) => JSON.stringify([dataset, model])))];
  return [
    '## Cost of all N × M pairs',
    '',
    'Lines and extrapolations: scoring all pairs with both sides already encoded, which grows with N × M (nothing is cached with exhaustive-naive, so there it is everything). ' +
      'Measured table: a full pass, the encoding of both sides included. An empty cell was not measured; nothing in that table is extrapolated.',
    '',
    ...groups.flatMap((group) => curve(fits.filter(({ dataset, model }) => JSON.stringify([dataset, model]) === group))),
  ];
}

function curve(fits: readonly PassFit[]): string[] {
  const { model, dataset } = fits[0]!;
  const sizes = [...new Set(fits.flatMap(({ full }) => full.map(({ pairs }) => pairs)))].sort((a, b) => a - b);
  const secondsOf = (fit: PassFit | undefined, pairs: number): number | undefined =>
    fit?.full.find((point) => point.pairs === pairs)?.seconds;
  const naive = fits.find(({ scorer }) => scorer === naiveScorer);
  const others = fits.filter((fit) => fit !== naive);
  return [
    `### ${escapeMarkdown(model)}${dataset === undefined ? '' : ` on ${escapeMarkdown(dataset)}`}`,
    '',
    ...fits.map((fit) => `- ${escapeMarkdown(fit.scorer)}: ${inWords(fit)}`),
    '',
    'Measured, a full pass:',
    '',
    ...markdownTable(sizes, [
      { head: 'pairs N × M', right: true, cell: formatCount },
      ...fits.map((fit) => ({
        head: escapeMarkdown(fit.scorer),
        right: true,
        cell: (pairs: number) => formatted(secondsOf(fit, pairs), formatSeconds),
      })),
      ...others.map((fit) => ({
        head: `times faster${others.length > 1 ? `, ${escapeMarkdown(fit.scorer)}` : ''}`,
        right: true,
        cell: (pairs: number) => {
          const [slow, fast] = [secondsOf(naive, pairs), secondsOf(fit, pairs)];
          return slow === undefined || fast === undefined ? undefined : formatDigits(slow / fast);
        },
      })),
    ]),
    'Extrapolated by the line, not measured, both sides encoded (95 % interval of a new measurement):',
    '',
    ...markdownTable(extrapolatedSides, [
      { head: 'N = M', right: true, cell: formatCount },
      { head: 'pairs N × M', right: true, cell: (side) => formatCount(side * side) },
      ...fits.map(({ scorer, fit }) => ({
        head: `${escapeMarkdown(scorer)}, extrapolated beyond ${formatCount(fit.largest)}`,
        right: true,
        cell: (side: number) => {
          const { cost, interval } = predictCost(fit, side * side);
          return formatSeconds(cost) + bracket(interval, formatSeconds);
        },
      })),
    ]),
  ];
}

function inWords({ fit, points, predictionError }: PassFit): string {
  const [offset, slope] = fit.coefficients;
  const [, slopeInterval] = fit.intervals ?? [];
  const perMillion = (seconds: number): string => formatSeconds(seconds * 1e6);
  const error =
    fit.relativeError === undefined ? 'no interval: two sizes only' : `typical error ${formatDigits(100 * fit.relativeError)} %`;
  const reach = passBudgets.flatMap((seconds) => {
    const found = affordable(fit, seconds);
    return found === undefined
      ? []
      : [`${formatCounted(found.size, 'pair')} in ${formatSeconds(seconds)}${found.extrapolated ? ' (extrapolated)' : ''}`];
  });
  return (
    `${formatSeconds(offset)} and ${perMillion(slope)}${bracket(slopeInterval, perMillion)} a million pairs (${error}). ` +
    `Measured at ${sizesOf(points)} pairs, extrapolated beyond ${formatCount(fit.largest)}. ` +
    (predictionError === undefined
      ? ''
      : `The largest, as the smaller ones predict it: ${predictionError > 0 ? '+' : ''}${formatDigits(100 * predictionError)} %. `) +
    (reach.length === 0 ? 'The time does not grow with the number of pairs.' : `${reach.join(', ')}.`)
  );
}

const sizesOf = (points: readonly PassPoint[]): string => points.map(({ pairs }) => formatCount(pairs)).join(' · ');

const bracket = (interval: Interval | undefined, format: (value: number) => string): string =>
  interval === undefined ? '' : ` [${format(interval.low)}, ${format(interval.high)}]`;

const formatted = (value: number | undefined, format: (value: number) => string): string | undefined =>
  value === undefined ? undefined : format(value);
