import { wishWords } from '../../decision/decision-words.ts';
import { headline } from '../../decision/headline.ts';
import type { Verdict } from '../../decision/verdict.ts';
import type { Decided } from '../page/choices.ts';
import { escapeMarkdown } from '../text/escape.ts';

const list = (sentences: readonly string[]): string[] => sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`);

const titled = (title: string, sentences: readonly string[]): string[] =>
  sentences.length === 0 ? [] : [title, '', ...list(sentences), ''];

/** The answer first: which family, up to which N × M, how sure, and what would change it; then how to serve it, and which assumption would turn that. */
export const verdictSection = (verdicts: readonly Verdict[], decided: readonly Decided[]): string[] => [
  '## Verdict',
  '',
  ...verdicts.flatMap(({ which: [answer, ...consequences], upTo, howSure, wouldChange }) => [
    `**${escapeMarkdown(answer!)}**`,
    ...(consequences.length > 0 ? [escapeMarkdown(consequences.join(' '))] : []),
    '',
    ...titled('Up to which N × M:', upTo),
    ...titled('How sure:', howSure),
    ...titled('What would change it:', wouldChange),
  ]),
  ...decided.flatMap(strategyVerdict),
];

function strategyVerdict({ choice, decision, says }: Decided): string[] {
  const { name, model, prices, baseline } = choice;
  const { quote } = headline(model, decision, prices, baseline);
  return [
    `### ${escapeMarkdown(name)}: ${escapeMarkdown(wishWords(decision.wish))}`,
    '',
    `**${escapeMarkdown(quote)}** ${escapeMarkdown(says.answer)}`,
    '',
    ...titled('Up to where:', says.upTo),
    ...titled('What could be had instead:', says.nearest),
    ...titled('How sure:', says.howSure),
    ...titled('In doubt:', says.doubts),
    ...titled('What would turn the answer:', says.wouldFlip),
  ];
}
