import type { Side } from '../../types.ts';
import type { About, Answer, Fault, ShownItem } from './exchange.ts';

/** Addresses are relative to the page's own, which holds the token. */
async function request<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init).catch(() => {
    throw new Error('The playground does not answer: it has ended, or its terminal says more.');
  });
  const body = (await response.json()) as T | Fault;
  if (!response.ok) throw new Error(`${(body as Fault).error}.`);
  return body as T;
}

const post = (path: string, body: BodyInit): Promise<Answer> =>
  request(path, { method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' } });

export const server = {
  about: (): Promise<About> => request('about'),
  find: (side: Side, words: string): Promise<ShownItem[]> => request(`items/${side}?find=${encodeURIComponent(words)}`),
  askText: (side: Side, text: string): Promise<Answer> => post('query', JSON.stringify({ side, text })),
  askItem: (side: Side, row: number): Promise<Answer> => post('query', JSON.stringify({ side, row })),
  askPicture: (side: Side, picture: Blob): Promise<Answer> => post(`query/picture/${side}`, picture),
  pictureAddress: (side: Side, row: number): string => `pictures/${side}/${row}`,
};
