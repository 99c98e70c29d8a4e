import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTrecQrels, readTrecRun, readUnits } from '../../../src/importing/formats/trec.ts';
import { evaluateRun } from '../../../src/report/figures/evaluate-run.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const judged = (lists: Record<string, Record<string, number>>) =>
  new Map(Object.entries(lists).map(([query, list]) => [query, new Map(Object.entries(list))]));
const figureOf = (evaluation: ReturnType<typeof evaluateRun>, metric: string): number =>
  evaluation.figures.find((figure) => figure.metric === metric)!.value;

test('figures are those of trec_eval by hand: ranks 2 and 5 of two right answers, graded 2 and 1', () => {
  const run = judged({ q: { a: 9, b: 8, c: 7, d: 6, e: 5 } });
  const evaluation = evaluateRun(run, judged({ q: { b: 2, e: 1, c: 0 } }));
  expect(figureOf(evaluation, 'MRR')).toBe(0.5);
  expect(figureOf(evaluation, 'mAP')).toBeCloseTo((1 / 2 + 2 / 5) / 2, 6);
  expect(figureOf(evaluation, 'nDCG@10')).toBeCloseTo((2 / Math.log2(3) + 1 / Math.log2(6)) / (2 + 1 / Math.log2(3)), 6);
  expect([figureOf(evaluation, 'R@1'), figureOf(evaluation, 'R@5')]).toEqual([0, 1]);
});

test('ties count against the run, whatever the order of its lines; what is not listed is not found', () => {
  const qrels = judged({ q: { right: 1, lost: 1 }, silent: { x: 1 } });
  for (const list of [
    { right: 1, a: 1, b: 1 },
    { b: 1, a: 1, right: 1 },
  ]) {
    const evaluation = evaluateRun(judged({ q: list, stray: { a: 1 } }), qrels);
    expect(evaluation).toMatchObject({ queries: 2, unanswered: 1, unjudged: 1, unlisted: 2 });
    expect(figureOf(evaluation, 'MRR')).toBeCloseTo(1 / 3 / 2, 6);
    expect(figureOf(evaluation, 'mAP')).toBeCloseTo(1 / 3 / 2 / 2, 6);
    expect(evaluation.figures.map(({ metric }) => metric)).not.toContain('GAUC');
  }
});

test('an interval over units is none for one unit, and holds the figure for many', () => {
  const ids = Array.from({ length: 40 }, (_, i) => `q${i}`);
  const run = new Map(
    ids.map((id, i) => [
      id,
      new Map([
        ['a', i % 3],
        ['b', 1],
      ]),
    ]),
  );
  const qrels = new Map(ids.map((id) => [id, new Map([['a', 1]])]));
  const [one] = evaluateRun(run, qrels, new Map(ids.map((id) => [id, 'all']))).figures;
  expect(one!.interval).toBeUndefined();
  const [many] = evaluateRun(run, qrels, new Map(ids.map((id, i) => [id, `u${i % 8}`]))).figures;
  expect(many!.units).toBe(8);
  expect(many!.interval!.low).toBeLessThanOrEqual(many!.value);
  expect(() => evaluateRun(run, qrels, new Map())).toThrow('The query "q0" is in no unit.');
});

test('a run of other queries is refused, and one of the other direction is told so', () => {
  const qrels = judged({ q1: { d1: 1 }, q2: { d2: 1 } });
  expect(() => evaluateRun(judged({ 'query-1': { d1: 1 } }), qrels)).toThrow(
    'No query of the run is judged: it asks "query-1", and the judgements have "q1".',
  );
  const turned = { remedy: expect.stringContaining('of the direction of the run') };
  expect(() => evaluateRun(judged({ d1: { q1: 1 }, d9: { q1: 1 } }), qrels)).toThrow(expect.objectContaining(turned));
});

test('TREC files are read back as they were written, and BEIR judgements as well', async () => {
  const dir = await temporaryFolder();
  const id = fc.stringMatching(/^[a-z0-9]{1,6}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(id, fc.dictionary(id, fc.integer({ min: 1, max: 255 }), { minKeys: 1 }), { minKeys: 1 }),
      async (lists) => {
        const entries = Object.entries(lists).flatMap(([query, list]) =>
          Object.entries(list).map(([doc, value]) => [query, doc, value] as const),
        );
        await writeFile(join(dir, 'run'), entries.map(([q, d, v], i) => `${q} Q0 ${d} ${i} ${v} tag\n`).join(''));
        await writeFile(join(dir, 'qrels'), entries.map(([q, d, v]) => `${q}\t0\t${d}\t${v}\n`).join(''));
        await writeFile(
          join(dir, 'beir'),
          `query-id\tcorpus-id\tscore\n${entries.map(([q, d, v]) => `${q}\t${d}\t${v}\n`).join('')}`,
        );
        const expected = judged(lists);
        for (const read of [
          await readTrecRun(join(dir, 'run')),
          await readTrecQrels(join(dir, 'qrels')),
          await readTrecQrels(join(dir, 'beir')),
        ])
          expect(read).toEqual(expected);
      },
    ),
    { seed: 4, numRuns: 30 },
  );
});

test.each([
  ['q Q0 d 1\n', 'is not "query Q0 candidate rank score tag"'],
  ['q Q0 d 1 much tag\n', 'The score "much" is no number.'],
  ['q Q0 d 1 2 t\nq Q0 d 2 1 t\n', 'The candidate "d" of query "q" is there twice.'],
  ['', 'The file is empty.'],
])('the run %j is refused with its line', async (text, message) => {
  const path = join(await temporaryFolder(), 'x.trec');
  await writeFile(path, text);
  await expect(readTrecRun(path)).rejects.toMatchObject({
    message: expect.stringContaining(message),
    place: expect.stringContaining('x.trec'),
  });
  await writeFile(path, 'q u v\n');
  await expect(readUnits(path)).rejects.toThrow('is not "query unit"');
});
