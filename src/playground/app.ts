import { timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { About, Answer, Fault } from '../browser/playground/exchange.ts';
import { UserError } from '../errors.ts';
import { sha256 } from '../files/sha256.ts';
import type { Side } from '../types.ts';
import type { Collection } from './collection.ts';
import type { FreeEncoders } from './free-query.ts';
import type { Matcher } from './matcher.ts';
import { type PageFiles, pageMarkup } from './page-files.ts';
import { findSchema, limits, querySchema, rowSchema, sideSchema } from './query.ts';
import { createTurns } from './turns.ts';

export interface AppParts {
  /** The first part of every path: who does not know it gets nothing. */
  readonly token: string;
  /** What a Host header may say, once the port is known: a page elsewhere that points its own name here says another. */
  readonly hosts: () => readonly string[];
  readonly about: About;
  readonly collection: Collection;
  readonly matcher: Pick<Matcher, 'answer' | 'answerItem'>;
  readonly encoders: FreeEncoders;
  readonly page: PageFiles;
}

const textBodyBytes = 16 << 10;

/** A request that is answered with why not. */
class Refusal extends Error {
  readonly status: 400 | 404 | 413 | 429;
  constructor(status: Refusal['status'], message: string) {
    super(message);
    this.status = status;
  }
}

const refusal = (c: Context, status: 400 | 403 | 404 | 413 | 429 | 500, error: string) => {
  if (status === 429) c.header('Retry-After', '1');
  // What was not read of it is not waited for.
  if (status === 413) c.header('Connection', 'close');
  return c.json({ error } satisfies Fault, status);
};

const tooLarge = (what: string) => (c: Context) => refusal(c, 413, `${what} is too large`);

/** The page runs its own script and asks its own server, and nothing else. */
const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'blob:', 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
  },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
});

/** Lets in who names one of the hosts and knows the token, from no other page; nothing of it is stored on the way. */
const onlyFor =
  (token: string, hosts: AppParts['hosts']): MiddlewareHandler =>
  async (c, next) => {
    c.header('Cache-Control', 'no-store');
    const host = c.req.header('host');
    const origin = c.req.header('origin');
    if (host === undefined || !hosts().includes(host)) return refusal(c, 403, 'this address is not the one of the playground');
    if (origin !== undefined && origin !== `http://${host}`) return refusal(c, 403, 'another page may not ask here');
    if (!sameText(c.req.path.split('/')[1] ?? '', token)) return refusal(c, 404, 'there is nothing here');
    await next();
  };

/** What is not there, and what went wrong, in the form of every other answer. */
function answerFaults(app: Hono): void {
  app.notFound((c) => refusal(c, 404, 'there is nothing here'));
  app.onError((error, c) => {
    if (error instanceof Refusal) return refusal(c, error.status, error.message);
    if (error instanceof UserError) return refusal(c, 400, error.message);
    process.stderr.write(`${error.stack ?? error.message}\n`);
    return refusal(c, 500, 'the playground failed; its terminal says why');
  });
}

/** Everything that the playground answers over HTTP. */
export function createApp({ token, hosts, about, collection, matcher, encoders, page }: AppParts): Hono {
  const app = new Hono();
  const turns = createTurns(limits.waiting);

  app.use(headers);
  app.use(onlyFor(token, hosts));

  const at = app.basePath(`/${token}`);
  // With its slash, which the relative addresses of the page need.
  app.get(`/${token}/`, (c) => c.html(pageMarkup));
  at.get('/script.js', (c) => c.body(page.script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));
  at.get('/style.css', (c) => c.body(page.style, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  at.get('/about', (c) => c.json(about));
  at.get('/items/:side', (c) => {
    const side = sideOf(c.req.param('side'));
    const words = findSchema.safeParse(c.req.query('find') ?? '');
    if (!words.success) throw new Refusal(400, 'the words to find are too long');
    return c.json(collection.find(side, words.data, limits.listed));
  });
  at.get('/pictures/:side/:row', async (c) => {
    const side = sideOf(c.req.param('side'));
    const picture = await collection.picture(side, rowOf(side, c.req.param('row')));
    if (picture === undefined) throw new Refusal(404, 'this item has no picture');
    // A row is the same picture as long as the playground runs, and its token is in the address.
    c.header('Cache-Control', 'private, max-age=3600, immutable');
    return c.body(new Uint8Array(picture), 200, { 'Content-Type': 'image/webp' });
  });
  at.post('/query', bodyLimit({ maxSize: textBodyBytes, onError: tooLarge('the query') }), async (c) => {
    const query = querySchema.safeParse(await c.req.json().catch(() => undefined));
    if (!query.success) throw new Refusal(400, `a query is an item, or a text of 1 to ${limits.textCharacters} characters`);
    const { side } = query.data;
    if ('text' in query.data) return c.json(await inTurn(free(side, 'text', query.data.text)));
    const row = rowOf(side, query.data.row);
    return c.json(await inTurn(() => matcher.answerItem(side, row)));
  });
  at.post('/query/picture/:side', bodyLimit({ maxSize: limits.pictureBytes, onError: tooLarge('the picture') }), async (c) => {
    const side = sideOf(c.req.param('side'));
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (bytes.length === 0) throw new Refusal(400, 'the picture is empty');
    return c.json(await inTurn(free(side, 'picture', bytes)));
  });
  answerFaults(app);
  return app;

  function free(side: Side, kind: 'text' | 'picture', query: string | Uint8Array): () => Promise<Answer> {
    const encoder = encoders[side];
    if (encoder?.kind !== kind) throw new Refusal(400, `this side cannot be asked with a ${kind}`);
    return async () => {
      const start = performance.now();
      const features = await encoder.encode(query);
      return matcher.answer(side, features, { backboneMs: performance.now() - start });
    };
  }

  function inTurn(work: () => Promise<Answer>): Promise<Answer> {
    const answer = turns.take(work);
    if (answer === undefined) throw new Refusal(429, 'too many queries at once; ask again in a moment');
    return answer;
  }

  function rowOf(side: Side, given: unknown): number {
    const row = rowSchema.safeParse(given);
    if (!row.success || row.data >= collection.sides[side].count) throw new Refusal(404, 'there is no such item');
    return row.data;
  }
}

function sideOf(given: string): Side {
  const side = sideSchema.safeParse(given);
  if (!side.success) throw new Refusal(404, 'there is no such side');
  return side.data;
}

/** In a time that says nothing about where they differ. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
