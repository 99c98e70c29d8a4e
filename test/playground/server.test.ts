import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { About, Answer, ShownItem } from '../../src/browser/playground/exchange.ts';
import { encodeWebp } from '../../src/features/picture.ts';
import { startPlayground } from '../../src/playground/playground.ts';
import { datasetPath } from '../../src/suite/installation.ts';
import { hostileText, openPlayground } from '../support/playground.ts';

let opened: Awaited<ReturnType<typeof openPlayground>>;
beforeAll(async () => {
  opened = await openPlayground();
});
afterAll(() => opened?.close());

const url = (path: string): string => new URL(path, opened.playground.url).href;
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url(path), { method: 'POST', body, headers });
const ask = (query: unknown): Promise<Response> => post('query', JSON.stringify(query));
const answerOf = async (response: Response): Promise<Answer> => {
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
};

/** With headers that fetch would not let a program set. */
const rawStatus = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url(path), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });

describe('the playground over HTTP', () => {
  test('ranks pictures for a text by three strategies, with the work of each', async () => {
    const { strategies, candidates, backboneMs } = await answerOf(await ask({ side: 'right', text: 'a red apple' }));
    expect(strategies.map(({ strategy }) => strategy)).toEqual(['dual', 'cascade', 'fusion']);
    expect(candidates).toBe(36);
    expect(backboneMs).toBeGreaterThan(0);
    const [dual, cascade, fusion] = strategies as [Answer['strategies'][0], Answer['strategies'][0], Answer['strategies'][0]];
    expect([dual.networkCalls, dual.comparisons]).toEqual([0, 36]);
    expect([cascade.networkCalls, cascade.comparisons]).toEqual([36, 36]);
    expect([fusion.networkCalls, fusion.comparisons]).toEqual([36, 0]);
    for (const { answers, totalMs, towerMs, stageMs } of strategies) {
      expect(answers).toHaveLength(10);
      expect(answers.map(({ score }) => score)).toEqual(answers.map(({ score }) => score).toSorted((a, b) => b - a));
      expect(answers.every(({ picture, right }) => picture && right === undefined)).toBe(true);
      const parts = Object.values(stageMs).reduce((sum, ms) => sum + ms, towerMs);
      expect(parts).toBeLessThanOrEqual(totalMs + 1e-6);
    }
  });

  test('ranks texts for a picture, and gives what the data set calls hostile as data', async () => {
    const picture = await encodeWebp({ width: 9, height: 7, data: new Uint8Array(9 * 7 * 3).fill(120) }, 80);
    const { queries, strategies } = await answerOf(await post('query/picture/left', new Uint8Array(picture)));
    expect(queries).toBe('left');
    expect(strategies.every(({ answers }) => answers.every(({ text }) => text !== undefined))).toBe(true);
    const found = (await (await fetch(url('items/right?find=evil'))).json()) as ShownItem[];
    expect(found.map(({ text }) => text)).toEqual([hostileText]);
  });

  test('knows the right answers of an item, and ranks for it twice alike', async () => {
    const first = await answerOf(await ask({ side: 'left', row: 5 }));
    expect(first.item?.id).toBe('picture-05');
    const right = first.strategies.flatMap(({ answers }) => answers.filter((answer) => answer.right).map(({ id }) => id));
    expect(new Set([...right, 'text-05'])).toEqual(new Set(['text-05']));
    const again = await answerOf(await ask({ side: 'left', row: 5 }));
    const scores = ({ strategies }: Answer) => strategies.map(({ answers }) => answers.map(({ id, score }) => [id, score]));
    expect(scores(again)).toEqual(scores(first));
  });

  test('gives pictures of items, cut from their sheet', async () => {
    const response = await fetch(url('pictures/left/3'));
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(8, 12)
        .toString(),
    ).toBe('WEBP');
    expect((await fetch(url('pictures/right/3'))).status).toBe(404);
    expect((await fetch(url('pictures/left/36'))).status).toBe(404);
    expect((await fetch(url('pictures/left/-1'))).status).toBe(404);
    expect((await fetch(url('pictures/up/1'))).status).toBe(404);
  });

  test.each([
    ['no JSON', 'nonsense'],
    ['an unknown side', JSON.stringify({ side: 'up', text: 'a' })],
    ['an empty text', JSON.stringify({ side: 'right', text: ' ' })],
    ['a text of 2,001 characters', JSON.stringify({ side: 'right', text: 'a'.repeat(2_001) })],
    ['a key that nobody knows', JSON.stringify({ side: 'right', text: 'a', model: '../..' })],
    ['a text for the side of pictures', JSON.stringify({ side: 'left', text: 'a' })],
  ])('refuses %s', async (_, body) => expect((await post('query', body)).status).toBe(400));

  test('takes a text of 2,000 characters, whatever they are', async () => {
    await answerOf(await ask({ side: 'right', text: hostileText.padEnd(2_000, '\u{1F600}') }));
  });

  test('refuses pictures that are empty, broken, or too many bytes, with or without their length told', async () => {
    const tooMany = new Uint8Array((8 << 20) + 1);
    expect((await post('query/picture/left', new Uint8Array(0))).status).toBe(400);
    expect((await post('query/picture/left', new Uint8Array(1_000).fill(7))).status).toBe(400);
    expect((await post('query/picture/right', new Uint8Array(1_000))).status).toBe(400);
    expect((await post('query/picture/left', tooMany)).status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 9; i++) controller.enqueue(new Uint8Array(1 << 20));
        controller.close();
      },
    });
    const streamed = await fetch(url('query/picture/left'), { method: 'POST', body: stream, duplex: 'half' } as RequestInit);
    expect(streamed.status).toBe(413);
    expect((await ask({ side: 'right', text: 'a'.repeat(20_000) })).status).toBe(413);
  });

  test('gives nothing to who does not know the token', async () => {
    const { origin, pathname } = new URL(opened.playground.url);
    expect(pathname).toMatch(/^\/[\w-]{32}\/$/);
    for (const path of ['/', '/about', `${pathname.slice(0, -2)}x/about`, '/x/about', `//${pathname.slice(1)}about`])
      expect((await fetch(origin + path)).status, path).toBe(404);
  });

  test('refuses a folder of another data set, and says how the one of a run is named where it is not found', async () => {
    const [{ models }, threads] = [opened, 1];
    const other = datasetPath('emoji');
    await expect(startPlayground({ models, dataFolder: other, datasetFolders: [], threads })).rejects.toMatchObject({
      kind: 'input',
      place: other,
      message: expect.stringContaining('not the one of the run: pictures 1'),
    });
    await expect(startPlayground({ models, datasetFolders: [other], threads })).rejects.toMatchObject({
      kind: 'input',
      remedy: expect.stringContaining('--data'),
    });
  });

  test('answers by its own address only, and to no other page', async () => {
    const { host, port } = new URL(opened.playground.url);
    expect(await rawStatus('about', { host })).toBe(200);
    expect(await rawStatus('about', { host: `localhost:${port}` })).toBe(200);
    for (const other of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`])
      expect(await rawStatus('about', { host: other }), other).toBe(403);
    expect(await rawStatus('about', { host, origin: 'http://evil.example' })).toBe(403);
    expect(await rawStatus('about', { host, origin: `http://${host}` })).toBe(200);
  });

  test('lets few wait, tells the others to ask again, and then answers as before', async () => {
    const responses = await Promise.all(Array.from({ length: 30 }, () => ask({ side: 'right', text: 'many at once' })));
    const statuses = responses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(5);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    await answerOf(await ask({ side: 'right', text: 'one' }));
  });

  test('allows its page nothing but itself', async () => {
    const response = await fetch(opened.playground.url);
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const about = (await (await fetch(url('about'))).json()) as About;
    expect(about.sides).toEqual({
      left: { name: 'image', count: 36, free: 'picture' },
      right: { name: 'text', count: 36, free: 'text' },
    });
  });
});
