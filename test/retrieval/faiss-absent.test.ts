import { afterEach, expect, test, vi } from 'vitest';
import { toyMatrix } from '../support/toy-model.ts';

afterEach(() => {
  vi.doUnmock('node:module');
  vi.doUnmock('../../src/retrieval/indexes/faiss-library.ts');
  vi.resetModules();
});

const loadKinds = async () => (await import('../../src/retrieval/indexes/faiss.ts')).faissKinds;
const vectors = toyMatrix(900, 16, 3);

test('without a working binary the error says what the machine lacks and how to get it', async () => {
  vi.doMock('node:module', async (original) => ({
    ...(await original<typeof import('node:module')>()),
    createRequire: () => () => {
      throw new Error('Could not locate the bindings file');
    },
  }));
  const kinds = await loadKinds();
  expect(() => kinds['faiss-flat'].build(vectors, 'l2', {}, 1)).toThrow(
    expect.objectContaining({ kind: 'environment', remedy: 'matchbench doctor --fix' }),
  );
});

test('a faiss that writes another layout keeps its default knobs and says so', async () => {
  const library = await vi.importActual<typeof import('../../src/retrieval/indexes/faiss-library.ts')>(
    '../../src/retrieval/indexes/faiss-library.ts',
  );
  const { faiss } = library.loadFaiss(1);
  vi.doMock('../../src/retrieval/indexes/faiss-library.ts', () => ({
    loadFaiss: () => ({
      threads: 1,
      faiss: {
        ...faiss,
        Index: {
          fromFactory: (width: number, descriptor: string, metric: number) => {
            const index = faiss.Index.fromFactory(width, descriptor, metric);
            return {
              ntotal: () => index.ntotal(),
              add: (rows: number[]) => index.add(rows),
              search: (rows: number[], k: number) => index.search(rows, k),
              write: (path: string) => index.write(path),
              toBuffer: () => Buffer.concat([index.toBuffer(), Buffer.alloc(4)]),
            };
          },
        },
      },
    }),
  }));
  const kinds = await loadKinds();
  const index = kinds['faiss-hnsw'].build(vectors, 'innerProduct', { efSearch: 500 }, 1);
  expect(index.settings).toMatchObject({ efSearch: 16, efConstruction: 40 });
  // By these an index that was kept is told to be the one that would be built here.
  expect(kinds['faiss-hnsw'].settingsFor({ efSearch: 500 }, vectors.rows, 1)).toEqual(index.settings);
  expect(index.warnings).toMatchObject([{ code: 'faiss-knobs' }]);
  expect(index.retune({ efSearch: 100 }).settings).toMatchObject({ efSearch: 16 });
});

test('threads are fixed at the first load; another number later is a warning', async () => {
  const kinds = await loadKinds();
  expect(kinds['faiss-flat'].build(vectors, 'l2', {}, 1).warnings).toEqual([]);
  expect(kinds['faiss-flat'].build(vectors, 'l2', {}, 2).warnings).toMatchObject([{ code: 'faiss-threads' }]);
});
