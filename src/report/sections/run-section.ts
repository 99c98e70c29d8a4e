import { sha256 } from '../../files/sha256.ts';
import type { Figure } from '../../record.ts';
import type { Warning } from '../../types.ts';
import { doubtLines } from '../record/doubts.ts';
import type { LoadedRecord } from '../record/read-record.ts';
import { runFacts } from '../record/run-facts.ts';
import { escapeMarkdown, plainText } from '../text/escape.ts';
import { markdownTable } from '../text/markdown-table.ts';
import { memorySection } from './memory-section.ts';

/** Memory, doubts, machine, settings, and how to run it again. */
export function runSection({ record, cells }: LoadedRecord, figures: readonly Figure[], doubts: readonly Warning[]): string[] {
  const failed = cells.filter(({ status }) => status === 'failed');
  const warnings = doubtLines([...record.warnings, ...doubts], cells).map((line) => `- ${escapeMarkdown(line)}`);
  return [
    ...memorySection(record, figures),
    '## Doubts',
    '',
    ...(failed.length + warnings.length === 0 ? ['None was recorded.'] : []),
    ...failed.map(({ id, failure }) => {
      const remedy = failure?.remedy === undefined ? '' : ` ${escapeMarkdown(failure.remedy)}`;
      return `- Failed, and missing above: ${escapeMarkdown(id)}. ${escapeMarkdown(failure?.message ?? '')}${remedy}`;
    }),
    ...warnings,
    '',
    '## Machine and settings',
    '',
    ...markdownTable(runFacts({ record, cells }), [
      { head: 'fact', cell: ([name]) => name },
      { head: 'value', cell: ([, value]) => escapeMarkdown(value) },
    ]),
    'Data sets:',
    '',
    ...record.datasets.map(
      ({ name, version, hash }) =>
        `- ${escapeMarkdown(name)} ${escapeMarkdown(String(version))}, SHA-256 ${escapeMarkdown(hash)}`,
    ),
    '',
    `Suite: ${escapeMarkdown(record.suite.name)}, SHA-256 ${sha256(JSON.stringify(record.suite))}; in full, with every default filled in, as “suite” in record.json.`,
    '',
    '## Run it again',
    '',
    ...codeBlock(record.command),
    '',
    'All figures, with intervals and sample counts, are in results.csv; raw samples and per-query values are in cells/.',
    '',
  ];
}

/** Indented, because no content can end such a block as a fence could be ended. */
const codeBlock = (text: string): string[] => text.split('\n').map((line) => `    ${plainText(line)}`);
