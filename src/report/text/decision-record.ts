import { counted } from '../../counted.ts';
import { formatPrice, formatRatio, shortfallWords, wishWords } from '../../decision/decision-words.ts';
import { headline } from '../../decision/headline.ts';
import { formatCount, formatCounted, formatMs } from '../../decision/quantities.ts';
import { meets } from '../../decision/rank.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure } from '../../record.ts';
import { wholeRanking } from '../costs/strategy-quality.ts';
import { percentileName, toRepresentative } from '../figures/derived-names.ts';
import { formatDifference, formatFigure } from '../figures/figure-format.ts';
import { arrow, candidatesOf, find, select } from '../figures/figure-lookup.ts';
import type { Decided } from '../page/choices.ts';
import type { PageModel } from '../page/page-model.ts';
import { strategyName } from '../page/strategy-name.ts';
import { syntheticNote } from '../record/synthetic.ts';
import { escapeMarkdown } from './escape.ts';
import { markdownTable } from './markdown-table.ts';

/** Strategies that are listed; the report has all. */
const listed = 12;

/** Where the record is, seen from the decision record: numbers link to lines of its results.csv. */
export interface RecordPlace {
  /** A relative address, with forward slashes. */
  readonly csv: string;
  readonly report: string;
}

/**
 * An architecture decision record (Nygard 2011, in the form of MADR 4): context, drivers, options, outcome, consequences. Every number that was measured links to
 * its row. The same record gives the same bytes.
 */
export function toDecisionRecord(page: PageModel, place: RecordPlace): string {
  const { record, verdicts } = page;
  const link = linkTo(page, place);
  const [decided] = page.decided;
  const synthetic = syntheticNote(record);
  const date = record.attempts.at(-1)?.finishedAt?.slice(0, 10);
  const title =
    decided?.decision.winner === undefined ? 'How matches are found' : `Serve matches with ${decided.decision.winner}`;
  return [
    `# ${escapeMarkdown(title)}`,
    '',
    `- Status: proposed`,
    ...(date === undefined ? [] : [`- Date of the evidence: ${date}`]),
    `- Evidence: [report](${place.report}), run ${escapeMarkdown(record.runId)}`,
    '',
    '## Context',
    '',
    ...(synthetic === undefined ? [] : [`**${escapeMarkdown(synthetic)}**`, '']),
    'A dual tower caches an embedding an item and searches them; early fusion scores each pair with a network that sees both items. Both were trained on the same frozen features ' +
      `and splits (${record.datasets.map(({ name }) => escapeMarkdown(name)).join(', ')}) and measured on ${escapeMarkdown(record.machine.cpu)}, ${counted(record.machine.cores, 'core')}.`,
    '',
    ...verdicts.map(({ which }) => `- ${which.map(escapeMarkdown).join(' ')}`),
    '',
    '## Drivers',
    '',
    ...(decided === undefined
      ? ['No latency was measured: only accuracy decides.']
      : [`- ${escapeMarkdown(wishWords(decided.choice.wish))}`]),
    ...differences(page, link),
    '',
    '## Options',
    '',
    ...(decided === undefined ? ['None was measured.', ''] : options(page, decided, link)),
    '## Outcome',
    '',
    ...outcome(page, decided),
    '',
    '## How it can be checked',
    '',
    'Numbers above link to their lines of results.csv, which is derived from record.json and its cells. The run is made again with:',
    '',
    ...record.command.split('\n').map((line) => `    ${line.replace(/[^\x20-\x7e]/g, ' ')}`),
    '',
  ].join('\n');
}

type Link = (figure: Figure | undefined, format?: (figure: Figure) => string) => string | undefined;

const linkTo =
  ({ lineOf }: PageModel, { csv }: RecordPlace): Link =>
  (figure, format = formatFigure) =>
    figure === undefined
      ? undefined
      : // A bracket that is escaped already stays so.
        `[${escapeMarkdown(format(figure)).replace(/\\?([[\]])/g, '\\$1')}](${csv}#L${lineOf(figure)})`;

/** By how much the families differ, where that was tested. */
const differences = ({ evidence, figures }: PageModel, link: Link): string[] =>
  evidence.flatMap(({ dataset, theirs, ours }) => {
    const metric = toRepresentative(decisionMetric);
    const found = find(figures, { dataset, model: theirs?.model ?? '', metric, seed: 'all', direction: undefined });
    return found === undefined
      ? []
      : [
          `- ${escapeMarkdown(theirs!.model)} against ${escapeMarkdown(ours?.model ?? '')} on ${escapeMarkdown(dataset)}: ${link(found, formatDifference)} points of ${decisionMetric}, 95 %`,
        ];
  });

/** The strategies that were considered, those that meet the wish first, by cost: what each does at the wish, and what was measured of it over the test part. */
function options(page: PageModel, { choice, decision: { offers, wish } }: Decided, link: Link): string[] {
  const { dataset, direction, strategies, qualityMetric } = choice.model;
  const { currency } = choice.prices;
  const rows = offers
    .slice(0, listed)
    .flatMap((offer) => strategies.filter(({ id }) => id === offer.id).map(({ model, scorer }) => ({ offer, model, scorer })));
  const measured = ({ model, scorer }: Pick<Figure, 'model' | 'scorer'>, metric: string): Figure | undefined =>
    select(page.figures, { dataset, direction, model, scorer, metric }).at(-1);
  const p50 = (row: (typeof rows)[number]): Figure | undefined => measured(row, percentileName('end to end', 50));
  const quality = (row: (typeof rows)[number]): Figure | undefined => {
    const { leftCount, rightCount } = p50(row) ?? {};
    const here = { dataset, direction, model: row.model, metric: qualityMetric, leftCount, rightCount };
    const ofModel = wholeRanking.includes(row.scorer) ? select(page.figures, { ...here, scorer: undefined }) : [];
    return [...ofModel, ...select(page.figures, { ...here, scorer: row.scorer })].at(-1);
  };
  const tested = rows.map((row) => candidatesOf(p50(row) ?? {})).find((count) => count !== undefined);
  const over = (metric: string): string => (tested === undefined ? metric : `${metric} over ${formatCount(tested)}`);
  const at = formatCounted(wish.candidates, 'candidate');
  const more = offers.length - rows.length;
  return [
    `At ${at}, encoding by the backbone included where it was timed; the linked figures are those of the test part, from features on.`,
    '',
    ...markdownTable(rows, [
      { head: `strategy (${arrow(direction)})`, cell: (row) => escapeMarkdown(strategyName(row)) },
      {
        head: 'meets the wish',
        cell: ({ offer }) => (meets(offer) ? 'yes' : escapeMarkdown(offer.shortfalls.map(shortfallWords).join(', '))),
      },
      { head: 'quality, share of the best', right: true, cell: ({ offer }) => offer.quality && formatRatio(offer.quality.value) },
      { head: 'p99', right: true, cell: ({ offer }) => offer.p99Ms && formatMs(offer.p99Ms.value) },
      {
        head: 'a month',
        right: true,
        cell: ({ offer }) =>
          offer.pricePerMonth === undefined ? undefined : formatPrice(offer.pricePerMonth, escapeMarkdown(currency)),
      },
      { head: over(qualityMetric), right: true, cell: (row) => link(quality(row)) },
      { head: over('p50'), right: true, cell: (row) => link(p50(row)) },
      { head: over('p99'), right: true, cell: (row) => link(measured(row, percentileName('end to end', 99))) },
      { head: 'rate within the objective', right: true, cell: (row) => link(measured(row, 'sustained rate')) },
      { head: 'cache', right: true, cell: (row) => link(measured(row, 'cache bytes')) },
      { head: 'index', right: true, cell: (row) => link(measured(row, 'index bytes')) },
    ]),
    ...(more > 0 ? [`… and ${counted(more, 'more strategy', 'more strategies')}: the report has all.`, ''] : []),
  ];
}

function outcome({ verdicts }: PageModel, decided: Decided | undefined): string[] {
  const consequences = (good: readonly string[]): string[] => [
    '',
    '## Consequences',
    '',
    ...good.map((text) => `- ${escapeMarkdown(text)}`),
  ];
  if (decided === undefined) {
    return [
      ...verdicts.flatMap(({ which }) => which.map(escapeMarkdown)),
      ...consequences(verdicts.flatMap(({ wouldChange }) => wouldChange)),
    ];
  }
  const { choice, decision, says } = decided;
  const { model, prices, baseline } = choice;
  const { quote, breakEven, breakEvenNote, other } = headline(model, decision, prices, baseline);
  return [
    `**${escapeMarkdown(quote)}**`,
    '',
    escapeMarkdown(says.answer),
    '',
    `Break-even number of candidates: **${escapeMarkdown(breakEven)}** ${escapeMarkdown(breakEvenNote)}`,
    ...consequences([
      ...says.upTo,
      ...(other === undefined ? [] : [other]),
      ...says.howSure,
      ...says.doubts,
      ...says.wouldFlip.map((text) => `To be looked at again when ${text}`),
      ...says.assumptions.map((text) => `Assumed: ${text}`),
    ]),
  ];
}
