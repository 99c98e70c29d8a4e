import type { Verdict } from '../../decision/verdict.ts';
import { escapeMarkdown } from '../escape.ts';

const list = (sentences: readonly string[]): string[] => sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`);

/** The answer first: which one, up to which N × M, how sure, and what would change it. */
export const verdictSection = (verdicts: readonly Verdict[]): string[] => [
  '## Verdict',
  '',
  ...verdicts.flatMap(({ which: [answer, ...consequences], upTo, howSure, wouldChange }) => [
    `**${escapeMarkdown(answer!)}**`,
    ...(consequences.length > 0 ? [escapeMarkdown(consequences.join(' '))] : []),
    '',
    'Up to which N × M:',
    '',
    ...list(upTo),
    '',
    'How sure:',
    '',
    ...list(howSure),
    '',
    'What would change it:',
    '',
    ...list(wouldChange),
    '',
  ]),
];
