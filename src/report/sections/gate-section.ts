import type { GateResult } from '../record/gate-result.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { detectableText, gateFacts, gateHeadline, harmText, pText, toleranceText, verdictText } from '../text/gate-words.ts';
import { markdownTable } from '../text/markdown-table.ts';

/** Results of gates that were given with the record. */
export const gateSection = (gates: readonly GateResult[]): string[] =>
  gates.length === 0
    ? []
    : [
        '## Gate',
        '',
        'Harm is by how much head is worse than base, with 95 % intervals; worst first.',
        '',
        ...gates.flatMap(ofGate),
      ];

const ofGate = (gate: GateResult): string[] => [
  `**${escapeMarkdown(gateHeadline(gate))}.** ${escapeMarkdown(gateFacts(gate).join('; '))}.`,
  '',
  ...markdownTable(gate.metrics, [
    { head: 'metric', cell: ({ name }) => escapeMarkdown(name) },
    { head: 'harm [95 %]', right: true, cell: harmText },
    { head: 'tolerance', right: true, cell: toleranceText },
    { head: 'smallest harm found', right: true, cell: detectableText },
    { head: 'p (Holm)', right: true, cell: pText },
    { head: 'verdict', cell: verdictText },
    { head: 'why', cell: ({ reason }) => escapeMarkdown(reason) },
  ]),
  ...(gate.notes.length === 0 ? [] : [...gate.notes.map((note) => `- ${escapeMarkdown(note)}`), '']),
];
