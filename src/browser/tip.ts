import type { TooltipHandler } from 'vega';

let box: HTMLElement | undefined;

/** A tip beside the pointer with the fields of what it is on, as texts. */
export const showTip: TooltipHandler = (_handler, event, _item, value) => {
  box?.remove();
  box = undefined;
  if (value === null || value === undefined || value === '') return;
  box = document.createElement('div');
  box.className = 'tip';
  const fields: [string, unknown][] = typeof value === 'object' ? Object.entries(value as object) : [['', value]];
  for (const [name, text] of fields) {
    const line = document.createElement('div');
    for (const part of [name, String(text)]) {
      const span = document.createElement('span');
      span.textContent = part;
      line.append(span);
    }
    box.append(line);
  }
  document.body.append(box);
  const { clientX, clientY } = event as MouseEvent;
  const left = Math.min(clientX + 14, innerWidth - box.offsetWidth - 8);
  const top = clientY + 16 + box.offsetHeight > innerHeight ? clientY - box.offsetHeight - 10 : clientY + 16;
  box.style.setProperty('left', `${Math.max(4, left)}px`);
  box.style.setProperty('top', `${Math.max(4, top)}px`);
};
