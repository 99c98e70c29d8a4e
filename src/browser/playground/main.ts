import type { Side } from '../../types.ts';
import { askForm, type Carry } from './ask-form.ts';
import { server } from './ask-server.ts';
import { byId, element } from './dom.ts';
import type { About } from './exchange.ts';
import { other, showAnswer } from './show-answer.ts';

const [status, answers] = [byId('status'), byId('answers')];

let latest = 0;

/** Answers of what was asked before would stand under something else. */
function forgetAnswers(): void {
  answers.replaceChildren();
  answers.removeAttribute('aria-busy');
}

/** Shows the last query that was asked, whichever answer comes last. */
const carryFor =
  (about: About): Carry =>
  (what, ask) => {
    const mine = ++latest;
    status.replaceChildren('Ranking ', what, ' …');
    status.className = '';
    answers.setAttribute('aria-busy', 'true');
    void ask()
      .then((answer) => {
        if (mine !== latest) return;
        status.replaceChildren(
          what,
          ` against ${answer.candidates.toLocaleString('en')} (${about.sides[other(answer.queries)].name})`,
        );
        answers.replaceChildren(showAnswer(about, answer));
      })
      .catch((error: unknown) => {
        if (mine !== latest) return;
        status.className = 'fault';
        forgetAnswers();
        status.replaceChildren(error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        if (mine === latest) answers.removeAttribute('aria-busy');
      });
  };

/** Two buttons that choose which side asks. */
function directions(about: About, choose: (side: Side) => void): HTMLElement {
  const buttons = (['right', 'left'] as const).map((side) => {
    const button = element(
      'button',
      { type: 'button', 'aria-pressed': 'false' },
      `${about.sides[side].name} → ${about.sides[other(side)].name}`,
    );
    button.addEventListener('click', () => {
      for (const one of buttons) one.setAttribute('aria-pressed', String(one === button));
      choose(side);
    });
    return button;
  });
  return element('div', { class: 'directions', role: 'group', 'aria-label': 'Direction' }, ...buttons);
}

async function start(): Promise<void> {
  try {
    const about = await server.about();
    byId('about').textContent = `${about.dataset}, ${about.split}: ${about.source}`;
    byId('footer').append(
      element(
        'p',
        {},
        'All strategies rank all candidates of the data set on this machine, one query at a time; times are of this very query. Items marked “trained on” stand in the training part. Scores of different models are not comparable.',
      ),
    );
    const ways = element('div');
    const carry = carryFor(about);
    const chosen = directions(about, (side) => {
      latest++;
      status.replaceChildren();
      status.className = '';
      forgetAnswers();
      ways.replaceChildren(askForm(side, about, carry));
    });
    byId('ask').append(chosen, ways);
    // Texts first, where texts may be typed.
    const first = about.sides.left.free === 'text' ? 1 : 0;
    chosen.querySelectorAll('button')[first]!.click();
    ways.querySelector<HTMLFormElement>('.text-form')?.requestSubmit();
  } catch (error) {
    byId('about').textContent = error instanceof Error ? error.message : String(error);
  }
}

void start();
