import { counted } from '../counted.ts';
import type { Inspection } from './inspect.ts';
import type { SideInspection } from './inspect-side.ts';
import type { SplitInspection } from './inspect-split.ts';

/** The inspection for a terminal: plain text, one fact a line. */
export function formatInspection({ name, version, hash, sides, pairs, splits, findings }: Inspection): string {
  const lines = [
    `${name} ${version}`,
    `sha256 ${hash}`,
    counted(pairs, 'right pair'),
    '',
    ...(['left', 'right'] as const).flatMap((side) => sideLines(side, sides[side])),
    'splits (train / validation / test)',
    ...splits.map(splitLine),
    '',
    ...(findings.length === 0
      ? ['Nothing odd was found.']
      : ['What is odd, and what to do:', ...findings.map(({ message, remedy }) => `- ${message} ${remedy}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

function sideLines(side: string, facts: SideInspection): string[] {
  const { name, items, units, width, tokens, norm, meanVariance, answers } = facts;
  const tokenText = tokens === undefined ? '' : `, ${counted(tokens.count, 'token')} of ${counted(tokens.width, 'value')}`;
  const answerText =
    answers.mean === undefined ? '' : `, each with ${range(answers.least!, answers.most!)}, mean ${digits(answers.mean)}`;
  return [
    `${side}: ${name}`,
    `  ${counted(items, 'item')} in ${counted(units, 'unit')}, ${counted(width, 'value')} each${tokenText}`,
    `  norms ${digits(norm.least)} to ${digits(norm.most)}, mean ${digits(norm.mean)}; mean variance of a column ${digits(meanVariance)}`,
    `  ${counted(answers.queries, 'has', 'have')} right answers${answerText}; ${counted(answers.without, 'has', 'have')} none`,
    '',
  ];
}

const splitLine = ({ name, items: { left, right } }: SplitInspection): string =>
  `  ${name}: left ${left.train} / ${left.validation} / ${left.test}, right ${right.train} / ${right.validation} / ${right.test}`;

const range = (least: number, most: number): string => (least === most ? String(most) : `${least} to ${most}`);

/** Four significant digits, without an exponent for everyday sizes. */
const digits = (value: number): string => String(Number(value.toPrecision(4)));
