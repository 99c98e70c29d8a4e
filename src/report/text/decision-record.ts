import { counted } from '../../counted.ts';
import { wishWords } from '../../decision/decision-words.ts';
import { headline } from '../../decision/headline.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure } from '../../record.ts';
import { percentileName, toRepresentative } from '../figures/derived-names.ts';
import { formatDifference, formatFigure } from '../figures/figure-format.ts';
import { arrow, find, select } from '../figures/figure-lookup.ts';
import type { Decided } from '../page/choices.ts';
import type { PageModel } from '../page/page-model.ts';
import { strategyName } from '../page/strategy-name.ts';
import { syntheticNote } from '../record/synthetic.ts';
import { escapeMarkdown } from './escape.ts';
import { markdownTable } from './markdown-table.ts';

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
function options(page: PageModel, { choice, decision: { offers } }: Decided, link: Link): string[] {
  const { dataset, direction, strategies, qualityMetric } = choice.model;
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
      ...says.wouldFlip.map((text) => `To be looked at again when ${text}`),
      ...says.assumptions.map((text) => `Assumed: ${text}`),
    ]),
  ];
}
