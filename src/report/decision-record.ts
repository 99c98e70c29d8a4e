import { type Decision, decide } from '../decision/decide.ts';
import { decisionSentences } from '../decision/decision-sentences.ts';
import { wishWords } from '../decision/decision-words.ts';
import { headline } from '../decision/headline.ts';
import { decisionMetric } from '../metrics/metrics.ts';
import type { Figure } from '../record.ts';
import { percentileName, toRepresentative } from './derived-names.ts';
import { escapeMarkdown } from './escape.ts';
import { formatDifference, formatFigure } from './figure-format.ts';
import { arrow, find, select } from './figure-lookup.ts';
import { markdownTable } from './markdown-table.ts';
import type { PageModel } from './page/page-model.ts';
import { strategyName } from './page/strategy-name.ts';

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
  const { record, choices, verdicts } = page;
  const link = linkTo(page, place);
  const [choice] = choices;
  const decided = choice === undefined ? undefined : decide(choice.model, choice.wish, choice.prices);
  const date = record.attempts.at(-1)?.finishedAt?.slice(0, 10);
  const title = decided?.winner === undefined ? 'How matches are found' : `Serve matches with ${decided.winner}`;
  return [
    `# ${escapeMarkdown(title)}`,
    '',
    `- Status: proposed`,
    ...(date === undefined ? [] : [`- Date of the evidence: ${date}`]),
    `- Evidence: [report](${place.report}), run ${escapeMarkdown(record.runId)}`,
    '',
    '## Context',
    '',
    'A dual tower caches an embedding an item and searches them; early fusion scores each pair with a network that sees both items. Both were trained on the same frozen features ' +
      `and splits (${record.datasets.map(({ name }) => escapeMarkdown(name)).join(', ')}) and measured on ${escapeMarkdown(record.machine.cpu)}, ${record.machine.cores} cores.`,
    '',
    ...verdicts.map(({ which }) => `- ${which.map(escapeMarkdown).join(' ')}`),
    '',
    '## Drivers',
    '',
    ...(choice === undefined
      ? ['No latency was measured: only accuracy decides.']
      : [`- ${escapeMarkdown(wishWords(choice.wish))}`]),
    ...differences(page, link),
    '',
    '## Options',
    '',
    ...(choice === undefined || decided === undefined ? ['None was measured.', ''] : options(page, decided, link)),
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
    figure === undefined ? undefined : `[${escapeMarkdown(format(figure)).replace(/[[\]]/g, '\\$&')}](${csv}#L${lineOf(figure)})`;

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

/** What was measured of every strategy that was considered, the cheapest first. */
function options(page: PageModel, { offers }: Decision, link: Link): string[] {
  const { dataset, direction, strategies, qualityMetric } = page.choices[0]!.model;
  const rows = offers.flatMap(({ id }) => strategies.filter((strategy) => strategy.id === id));
  const of = (row: (typeof rows)[number], metric: string): Figure | undefined =>
    select(page.figures, { dataset, direction, model: row.model, scorer: row.scorer, metric }).at(-1);
  const quality = (row: (typeof rows)[number]): Figure | undefined =>
    of(row, qualityMetric) ??
    (row.pools.length === 0
      ? undefined
      : select(page.figures, { dataset, direction, model: row.model, scorer: undefined, metric: qualityMetric }).at(-1));
  return markdownTable(rows, [
    { head: `strategy (${arrow(direction)})`, cell: (row) => escapeMarkdown(strategyName(row)) },
    { head: qualityMetric, right: true, cell: (row) => link(quality(row)) },
    { head: 'p50', right: true, cell: (row) => link(of(row, percentileName('end to end', 50))) },
    { head: 'p99', right: true, cell: (row) => link(of(row, percentileName('end to end', 99))) },
    { head: 'rate within the objective', right: true, cell: (row) => link(of(row, 'sustained rate')) },
    { head: 'cache', right: true, cell: (row) => link(of(row, 'cache bytes')) },
    { head: 'index', right: true, cell: (row) => link(of(row, 'index bytes')) },
  ]);
}

function outcome({ choices, verdicts }: PageModel, decided: Decision | undefined): string[] {
  const [choice] = choices;
  const consequences = (good: readonly string[]): string[] => [
    '',
    '## Consequences',
    '',
    ...good.map((text) => `- ${escapeMarkdown(text)}`),
  ];
  if (choice === undefined || decided === undefined) {
    return [
      ...verdicts.flatMap(({ which }) => which.map(escapeMarkdown)),
      ...consequences(verdicts.flatMap(({ wouldChange }) => wouldChange)),
    ];
  }
  const { model, prices, baseline } = choice;
  const says = decisionSentences(model, decided, prices);
  const { breakEven, breakEvenNote, other } = headline(model, decided, prices, baseline);
  return [
    escapeMarkdown(says.answer),
    '',
    `Break-even number of candidates: **${escapeMarkdown(breakEven)}** ${escapeMarkdown(breakEvenNote)}`,
    ...consequences([
      ...says.upTo,
      ...(other === undefined ? [] : [other]),
      ...says.howSure,
      ...says.wouldFlip.map((text) => `To be looked at again when ${text}`),
      ...says.assumptions.map((text) => `Assumed: ${text}`),
    ]),
  ];
}
