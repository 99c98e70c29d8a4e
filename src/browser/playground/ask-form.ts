import type { Side } from '../../types.ts';
import { server } from './ask-server.ts';
import { element } from './dom.ts';
import type { About, Answer, ShownItem } from './exchange.ts';
import { showItem } from './show-answer.ts';

/** Whoever carries a query out; `what` is shown while it does. */
export type Carry = (what: Node, ask: () => Promise<Answer>) => void;

/** Characters of a query that are said again beside its answers. */
const longestShown = 120;

/** All ways to ask from one side. */
export function askForm(side: Side, { sides, limits }: About, carry: Carry): HTMLElement {
  const { name, free, count } = sides[side];
  const form = element('div', { class: 'ways' });
  if (free === 'text') form.append(textForm(side, name, limits.textCharacters, carry));
  if (free === 'picture') form.append(pictureForm(side, name, limits.pictureBytes, carry));
  form.append(
    itemForm(side, `${free === undefined ? 'Choose' : 'Or choose'} one of ${count.toLocaleString('en')} (${name})`, carry),
  );
  return form;
}

function textForm(side: Side, name: string, most: number, carry: Carry): HTMLElement {
  // No maxlength: what is pasted would be cut in silence.
  const input = element('input', { id: 'text', type: 'text', autocomplete: 'off', required: '' });
  input.value = 'a red apple';
  const form = element(
    'form',
    { class: 'text-form' },
    element('label', { for: 'text' }, `Type a query (${name})`),
    element('div', { class: 'line' }, input, element('button', { type: 'submit' }, 'Rank')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
    carry(element('bdi', {}, `“${shown}”`), async () => {
      if (text.length > most) throw new Error(`The text has more than ${most.toLocaleString('en')} characters.`);
      return server.askText(side, text);
    });
  });
  return form;
}

function pictureForm(side: Side, name: string, most: number, carry: Carry): HTMLElement {
  const input = element('input', { id: 'picture', type: 'file', accept: 'image/*' });
  const zone = element(
    'div',
    { class: 'drop' },
    element('label', { for: 'picture' }, `Drop a picture here, paste one, or choose a file (${name})`),
    input,
  );
  const send = (file: File | undefined): void => {
    if (file === undefined) return;
    const address = URL.createObjectURL(file);
    const shown = element('img', { src: address, alt: file.name.slice(0, 100), height: '96' });
    carry(shown, async () => {
      if (file.size > most) throw new Error(`The picture has more than ${most >> 20} MB.`);
      return server.askPicture(side, file);
    });
  };
  input.addEventListener('change', () => {
    send(input.files?.[0]);
    // The same file again is a change too.
    input.value = '';
  });
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    send(event.dataTransfer?.files[0]);
  });
  zone.addEventListener('paste', (event) => send(event.clipboardData?.files[0]));
  return zone;
}

function itemForm(side: Side, title: string, carry: Carry): HTMLElement {
  const input = element('input', { id: 'find', type: 'search', maxlength: '200', placeholder: 'filter', autocomplete: 'off' });
  const list = element('ul', { class: 'choices', 'aria-label': title });
  const fill = (items: readonly ShownItem[]): void =>
    list.replaceChildren(
      ...items.map((item) => {
        const button = element('button', { type: 'button', title: item.id }, showItem(side, item));
        button.addEventListener('click', () => carry(showItem(side, item), () => server.askItem(side, item.row)));
        return element('li', {}, button);
      }),
    );
  let latest = 0;
  const search = (): void => {
    const mine = ++latest;
    void server.find(side, input.value).then(
      (items) => mine === latest && fill(items),
      () => mine === latest && fill([]),
    );
  };
  let timer = 0;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, 150);
  });
  search();
  return element('div', { class: 'item-form' }, element('label', { for: 'find' }, title), input, list);
}
