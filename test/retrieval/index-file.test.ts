import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { encodeSafetensors, readSafetensors, writeSafetensors } from '../../src/files/safetensors.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { keepsIndex } from '../../src/retrieval/kept-index.ts';
import { openScorer } from '../../src/retrieval/open.ts';
import type { Features, Scorer, ScorerSpec } from '../../src/types.ts';
import { writeToyConcat, writeToyDualTower } from '../support/toy-model.ts';
import { createToyWorld, type ToyWorld } from './toy-world.ts';

const widths = { left: 7, right: 5, hidden: 8, tail: 6 };
let world: ToyWorld;
let other: ToyWorld;

beforeAll(async () => {
  world = await createToyWorld(widths, 12, 600);
  writeToyConcat(join(world.folder, 'concat'), widths);
  writeToyConcat(join(world.folder, 'wider'), { ...widths, tail: 7 });
  writeToyDualTower(join(world.folder, 'innerProduct'), widths);
  writeToyDualTower(join(world.folder, 'l2'), widths, 'l2');
  other = await createToyWorld(widths, 12, 600, undefined, (drawn) => drawn + 0.25);
});
afterAll(() => {
  world.remove();
  other.remove();
});

const specs: Record<string, () => ScorerSpec> = {
  'faiss-flat': () => world.spec('faiss-flat', 'innerProduct', 'left'),
  'faiss-hnsw': () => world.spec('faiss-hnsw', 'l2', 'left', { settings: { neighbours: 8, efSearch: 9 } }),
  'faiss-ivf': () => world.spec('faiss-ivf', 'innerProduct', 'left', { settings: { lists: 9, nprobe: 2 } }),
  usearch: () => world.spec('usearch', 'l2', 'left', { settings: { neighbours: 4, efSearch: 2 } }),
  'network-graph': () => world.spec('network-graph', 'concat', 'left', { settings: { calls: 60 } }),
  'network-tree': () => world.spec('network-tree', 'concat', 'left', { settings: { beam: 3 } }),
  'a cascade over usearch': () =>
    world.spec('cascade', 'concat', 'left', {
      settings: { k: 20 },
      stages: [world.spec('usearch', 'innerProduct', 'left', { settings: { neighbours: 4, efSearch: 2 } })],
    }),
  'network-graph over embeddings': () =>
    world.spec('network-graph', 'concat', 'left', { stages: [world.spec('exact', 'innerProduct', 'left')] }),
};

const answers = async (scorer: Scorer, queries: Features = world.left) => {
  const { rows, scores } = await scorer.search(await scorer.encode(queries), 10);
  return { rows: [...rows], scores: [...scores] };
};

/** Opens the spec, keeps its index, and hands out the file with what the scorer answered. */
const kept = async (spec: ScorerSpec, path: string) => {
  const scorer = await openScorer(spec);
  if (!keepsIndex(scorer)) throw new Error('keeps no index');
  await scorer.keepIndex(path);
  const found = await answers(scorer);
  await scorer.close();
  return found;
};

const withFile = (spec: ScorerSpec, indexFile: string): ScorerSpec =>
  spec.kind === 'cascade' ? { ...spec, stages: [{ ...spec.stages![0]!, indexFile }] } : { ...spec, indexFile };

const fault = async (spec: ScorerSpec): Promise<UserError> => {
  const error = await openScorer(spec).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof UserError)) throw new Error(`no UserError but ${error}`);
  return error;
};

describe.each(Object.keys(specs))('the index of %s', (name) => {
  test('opened from its file answers bit for bit as the one that was built, and says that it was loaded', async () => {
    const spec = specs[name]!();
    const path = join(world.folder, `${name}.index`);
    const built = await kept(spec, path);
    const scorer = await openScorer(withFile(spec, path));
    expect(await answers(scorer)).toEqual(built);
    const phases = scorer.opening.map(({ phase }) => phase);
    expect(phases).toContain('load index');
    expect(phases).not.toContain('build index');
    await scorer.close();
  });

  test('kept twice is the same file', async () => {
    const [first, second] = ['1', '2'].map((n) => join(world.folder, `${name}.${n}`));
    await kept(specs[name]!(), first!);
    await kept(specs[name]!(), second!);
    expect(sha256(readFileSync(first!))).toBe(sha256(readFileSync(second!)));
  });
});

test.each([
  ['faiss-hnsw', { efSearch: 200 }],
  ['faiss-ivf', { nprobe: 9 }],
  ['usearch', { efSearch: 200 }],
  ['network-graph', { calls: 90 }],
  ['network-tree', { beam: 5 }],
] as const)(
  '%s opened from its file takes other knobs of the search, and answers as one built with them',
  async (name, knobs) => {
    const path = join(world.folder, `${name}.tuned`);
    await kept(specs[name]!(), path);
    const spec = specs[name]!();
    const wanted = { ...spec, settings: { ...spec.settings, ...knobs } };
    const [built, opened] = [await openScorer(wanted), await openScorer(withFile(wanted, path))];
    expect(opened.spec.settings).toEqual(built.spec.settings);
    expect(await answers(opened)).toEqual(await answers(built));
    await built.close();
    await opened.close();
  },
);

/** Writes a kept file again with other things in its header, and the arrays as they were. */
const withHeader = async (path: string, change: (header: Record<string, unknown>) => object): Promise<string> => {
  const { tensors, metadata } = await readSafetensors(path);
  const header = JSON.parse(metadata['matchbench.index']!) as Record<string, unknown>;
  const changed = `${path}.changed`;
  await writeSafetensors(changed, tensors, { 'matchbench.index': JSON.stringify(change(header)) });
  return changed;
};

describe('an index file that does not fit is refused by name, with what to do', () => {
  const path = () => join(world.folder, 'hnsw');
  const spec = () => specs['faiss-hnsw']!();
  beforeAll(async () => void (await kept(spec(), path())));

  const refused = async (wanted: ScorerSpec, file: string, message: RegExp): Promise<void> => {
    const error = await fault({ ...wanted, indexFile: file });
    expect([error.kind, error.place, error.remedy]).toEqual(['input', file, 'Delete the file and build the index again.']);
    expect(error.message).toMatch(message);
  };

  test.each([
    ['another format', (h: object) => ({ ...h, format: 2 }), /format 2, and this version reads 1/],
    [
      'another version of its library',
      (h: object) => ({ ...h, library: { name: 'faiss-node', version: '0.4.0' } }),
      /built by faiss-node 0\.4\.0, and this is faiss-node \d/,
    ],
    ['a key that is unknown', (h: object) => ({ ...h, extra: 1 }), /header of the index is not as expected/],
    ['no hash of the vectors', (h: object) => ({ ...h, vectorsSha256: undefined }), /vectorsSha256/],
    ['a hash that its arrays do not have', (h: object) => ({ ...h, arraysSha256: '0'.repeat(64) }), /damaged/],
  ])('%s', async (_what, change, message) => {
    await refused(spec(), await withHeader(path(), change), message);
  });

  test('other vectors, as many', async () => {
    await refused({ ...spec(), candidates: other.spec('exact', 'l2', 'left').candidates }, path(), /of other vectors/);
  });
  test('fewer vectors', async () => {
    await refused({ ...spec(), candidateCount: 599 }, path(), /of 600 × 8 vectors, and these are 599 × 8/);
  });
  test('another metric', async () => {
    await refused({ ...spec(), modelDir: join(world.folder, 'innerProduct') }, path(), /by l2, and the model by innerProduct/);
  });
  test('another kind of index', async () => {
    await refused(world.spec('usearch', 'l2', 'left'), path(), /one of faiss-hnsw, and usearch was asked for/);
  });
  test('another knob of the build', async () => {
    await refused({ ...spec(), settings: { neighbours: 9 } }, path(), /built with neighbours 8, and 9 was asked for/);
  });
  test('another network, over the same vectors', async () => {
    const over = (model: string) =>
      world.spec('network-tree', model, 'left', { stages: [world.spec('exact', 'innerProduct', 'left')] });
    const file = join(world.folder, 'tree');
    await kept(over('concat'), file);
    await refused(over('wider'), file, /built for another model/);
  });

  test('cut short anywhere, empty, or with one bit turned', async () => {
    const whole = readFileSync(path());
    for (const length of [0, 7, 100, whole.length - 1]) {
      const cut = join(world.folder, `cut-${length}`);
      writeFileSync(cut, whole);
      truncateSync(cut, length);
      await refused(spec(), cut, /is truncated/);
    }
    const turned = join(world.folder, 'turned');
    writeFileSync(turned, whole.with(whole.length - 50, whole.at(-50)! ^ 4));
    await refused(spec(), turned, /damaged/);
  });
  test('some other safetensors file', async () => {
    await refused(spec(), spec().candidates, /no index that matchbench has kept/);
  });
  test('bytes with a right hash that are no index of the library', async () => {
    const { metadata } = await readSafetensors(path());
    const index = { dtype: 'U8' as const, shape: [9], data: new Uint8Array(9).fill(65) };
    const arraysSha256 = createHash('sha256').update('["index","U8",[9]]').update(index.data).digest('hex');
    const header = { ...JSON.parse(metadata['matchbench.index']!), arraysSha256 };
    const forged = join(world.folder, 'forged');
    writeFileSync(forged, encodeSafetensors({ index }, { 'matchbench.index': JSON.stringify(header) }));
    await refused(spec(), forged, /faiss-node cannot open the index/);
  });
});

test('a file that is not there, and one for a scorer without an index, are said', async () => {
  const absent = join(world.folder, 'absent');
  const missing = await fault({ ...specs.usearch!(), indexFile: absent });
  expect([missing.kind, missing.place]).toEqual(['storage', absent]);
  const without = await fault(world.spec('exact', 'l2', 'left', { indexFile: absent }));
  expect([without.kind, without.place]).toEqual(['input', absent]);
  expect(without.remedy).toMatch(/usearch, network-graph, network-tree/);
});

test('an index that cannot be written says so and leaves nothing behind', async () => {
  const scorer = await openScorer(specs.usearch!());
  if (!keepsIndex(scorer)) throw new Error('keeps no index');
  const folder = join(world.folder, 'gone');
  await expect(scorer.keepIndex(join(folder, 'index'))).rejects.toMatchObject({ kind: 'storage' });
  mkdirSync(folder);
  mkdirSync(join(folder, 'index'));
  await expect(scorer.keepIndex(join(folder, 'index'))).rejects.toMatchObject({ kind: 'storage' });
  expect(readdirSync(folder)).toEqual(['index']);
  await scorer.close();
});
