import { appendFileSync } from 'node:fs';
import { create } from 'xmlbuilder2';
import { counted } from '../counted.ts';
import { storageError } from '../files/storage-error.ts';
import { escapeMarkdown, plainText } from '../report/text/escape.ts';
import { detectableText, gateFacts, gateHeadline, harmText, toleranceText, verdictText } from '../report/text/gate-words.ts';
import { markdownTable } from '../report/text/markdown-table.ts';
import type { Judged } from './judge.ts';
import type { GateResult } from './result.ts';
import { valueText } from './words.ts';

/** GitHub drops a step's summary that is larger, whole. */
const largestSummary = 1024 * 1024 - 1024;
/** GitHub shows so many annotations of a kind from one step. */
const mostAnnotations = 10;

/** The summary of a step in Markdown, worst first; what does not fit is counted. */
export function toMarkdown(result: GateResult, largest = largestSummary): string {
  const head = [
    '## matchbench gate',
    '',
    `**${escapeMarkdown(gateHeadline(result))}**`,
    '',
    ...gateFacts(result).map((fact) => `${escapeMarkdown(fact)}  `),
    '',
  ];
  const notes = result.notes.map((note) => `- ${escapeMarkdown(note)}`);
  const render = (shown: number): string => {
    const left = result.metrics.length - shown;
    const table = markdownTable(result.metrics.slice(0, shown), [
      { head: 'metric', cell: ({ name }) => escapeMarkdown(name) },
      { head: 'base', right: true, cell: (metric) => valueText(metric.name, metric.base) },
      { head: 'head', right: true, cell: (metric) => valueText(metric.name, metric.head) },
      { head: 'harm [95 %]', right: true, cell: harmText },
      { head: 'tolerance', right: true, cell: toleranceText },
      { head: 'smallest harm found', right: true, cell: detectableText },
      { head: 'verdict', cell: verdictText },
      { head: 'why', cell: ({ reason }) => escapeMarkdown(reason) },
    ]);
    const cut = left > 0 ? [`… and ${counted(left, 'more metric')}, less severe, left out: a summary may have 1 MiB.`, ''] : [];
    return `${[...head, ...table, ...cut, ...notes].join('\n')}\n`;
  };
  let shown = result.metrics.length;
  while (shown > 0 && Buffer.byteLength(render(shown)) > largest) shown = Math.floor(shown * 0.9);
  return render(shown);
}

/** Adds to a file, as several steps may share one. Throws a `UserError` of kind `storage`. */
export function appendSummary(path: string, markdown: string): void {
  try {
    appendFileSync(path, markdown);
  } catch (cause) {
    throw storageError(cause, path, 'written');
  }
}

/** Workflow commands of GitHub, worst first: errors for fails, warnings for what is not known or only said. */
export function toAnnotations({ metrics }: GateResult): string[] {
  const open = metrics.filter(({ verdict, rule }) => verdict !== 'pass' && rule.level !== 'off');
  const isError = ({ verdict, rule }: Judged): boolean => verdict === 'fail' && rule.level === 'error';
  return [
    ...commands('error', open.filter(isError)),
    ...commands(
      'warning',
      open.filter((metric) => !isError(metric)),
    ),
  ];
}

function commands(kind: 'error' | 'warning', metrics: readonly Judged[]): string[] {
  const cut = metrics.length > mostAnnotations;
  const shown = cut ? metrics.slice(0, mostAnnotations - 1) : metrics;
  const lines = shown.map(
    (metric) =>
      `::${kind} title=${property(`${metric.verdict}: ${metric.name}`)}::${data(`${harmText(metric)}: ${metric.reason}`)}`,
  );
  if (cut)
    lines.push(
      `::${kind} title=matchbench gate::and ${metrics.length - shown.length} more, less severe: see the summary of the step`,
    );
  return lines;
}

/** As GitHub's own toolkit escapes them. */
const data = (text: string): string => plainText(text).replaceAll('%', '%25');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** JUnit XML: a test case a metric; a failure is a fail that blocks, what is inconclusive or not gated is skipped with its reason. */
export function toJunit(result: GateResult): string {
  const { metrics } = result;
  const isFailure = ({ verdict, rule }: Judged): boolean => verdict === 'fail' && rule.level === 'error';
  const isSkipped = (metric: Judged): boolean => !isFailure(metric) && metric.verdict !== 'pass';
  const suite = create({ version: '1.0', encoding: 'UTF-8' })
    .ele('testsuites')
    .ele('testsuite', {
      name: 'matchbench gate',
      tests: metrics.length,
      failures: metrics.filter(isFailure).length,
      errors: 0,
      skipped: metrics.filter(isSkipped).length,
    });
  const properties = suite.ele('properties');
  for (const name of ['verdict', 'base', 'head', 'suite', 'machine'] as const) {
    properties.ele('property', { name, value: plainText(result[name]) });
  }
  for (const metric of metrics) {
    const test = suite.ele('testcase', { classname: 'matchbench.gate', name: plainText(metric.name), time: 0 });
    const message = plainText(`${harmText(metric)} against a tolerance of ${toleranceText(metric)}: ${metric.reason}`);
    if (isFailure(metric)) test.ele('failure', { message, type: 'regression' });
    else if (isSkipped(metric)) test.ele('skipped', { message });
  }
  return `${suite.doc().end({ prettyPrint: true })}\n`;
}
