import { counted } from '../../counted.ts';
import type { SearchStage, Side } from '../../types.ts';
import { server } from './ask-server.ts';
import { element } from './dom.ts';
import type { About, Answer, RankedItem, ShownItem, StrategyAnswer, StrategyFacts } from './exchange.ts';

const stages: readonly SearchStage[] = ['boundary', 'search', 'gather', 'interaction', 'top-k'];
const stageNames: Readonly<Record<SearchStage, string>> = {
  boundary: 'copy to the index',
  search: 'search of vectors',
  gather: 'gather candidates',
  interaction: 'fusion network',
  'top-k': 'top k',
};

const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`;
const count = (value: number): string => value.toLocaleString('en');
export const other = (side: Side): Side => (side === 'left' ? 'right' : 'left');

/** An item as a person sees it: its picture, its text, or its id. */
export function showItem(side: Side, { row, id, text, picture }: ShownItem): HTMLElement {
  const shown = element('span', { class: 'item' });
  if (picture) shown.append(element('img', { src: server.pictureAddress(side, row), alt: id, width: '48', height: '48' }));
  else shown.append(element('bdi', { class: 'words' }, text ?? id));
  return shown;
}

/** The three strategies side by side. */
export function showAnswer(about: About, answer: Answer): HTMLElement {
  const slowest = Math.max(...answer.strategies.map(({ totalMs }) => totalMs));
  return element(
    'div',
    { class: 'columns' },
    ...about.strategies.map((facts) => {
      const found = answer.strategies.find(({ strategy }) => strategy === facts.name)!;
      return strategyColumn(facts, found, answer, slowest);
    }),
  );
}

function strategyColumn(facts: StrategyFacts, found: StrategyAnswer, answer: Answer, slowest: number): HTMLElement {
  const bar = element('div', { class: 'bar', 'aria-hidden': 'true' }, element('div'));
  // Through the property: the policy of the page refuses style attributes.
  (bar.firstElementChild as HTMLElement).style.width = `${Math.max(1, (100 * found.totalMs) / slowest)}%`;
  const answers = element('ol', { class: 'answers' }, ...found.answers.map((item) => ranked(other(answer.queries), item)));
  return element(
    'article',
    { class: 'column', 'data-strategy': facts.name },
    element('h3', {}, facts.title),
    element('p', { class: 'how' }, `${facts.how} (${facts.model})`),
    element('p', { class: 'total' }, element('strong', {}, ms(found.totalMs)), afterBackbone(answer), ' ', work(found)),
    bar,
    answers,
    times(found, answer),
  );
}

const afterBackbone = ({ backboneMs }: Answer): string =>
  backboneMs === undefined ? '' : ` after ${ms(backboneMs)} of the backbone,`;

function work({ networkCalls, comparisons }: StrategyAnswer): string {
  const parts = [
    ...(comparisons > 0 ? [`${counted(comparisons, 'vector', 'vectors', count(comparisons))} compared`] : []),
    counted(networkCalls, 'network evaluation', 'network evaluations', count(networkCalls)),
  ];
  return parts.join(', ');
}

function ranked(side: Side, item: RankedItem): HTMLElement {
  const line = element('li', {}, showItem(side, item));
  const facts = element('span', { class: 'facts' });
  if (item.right) facts.append(element('span', { class: 'right' }, '✓ right'), ' ');
  facts.append(element('span', { class: 'score' }, item.score.toFixed(3)));
  if (item.picture) facts.append(' ', element('bdi', { class: 'id' }, item.id));
  if (item.trained) facts.append(' ', element('span', { class: 'trained' }, 'trained on'));
  line.append(facts);
  return line;
}

function times({ towerMs, stageMs }: StrategyAnswer, { backboneMs }: Answer): HTMLElement {
  const rows: [string, number][] = [
    ...(backboneMs === undefined ? [] : [['backbone (shared)', backboneMs] as [string, number]]),
    ['tower of the query', towerMs],
    ...stages.flatMap((stage): [string, number][] => (stageMs[stage] === undefined ? [] : [[stageNames[stage], stageMs[stage]]])),
  ];
  return element(
    'table',
    { class: 'times' },
    element('caption', {}, 'Latency by stage'),
    element(
      'tbody',
      {},
      ...rows.map(([name, value]) => element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, ms(value)))),
    ),
  );
}
