// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { blockShape } from '../../../dist/retrieval/grid.js';
import { converse } from '../conversation.mjs';
import { writeEmbeddings, writeFeatures, writeModel } from '../material.mjs';
import { race } from '../race.mjs';
import { agreeOn } from '../same-answers.mjs';
import { ourWorker, pythonScript } from '../workers/start.mjs';
import { duration } from './row.mjs';

const k = 10;
const rows = { left: 1000, right: 20_000 };
const knobs = { neighbours: 32, efConstruction: 100, efSearch: 64 };
/** Candidates of HNSW: a graph is built with one thread in every process, which takes seconds. */
const graphSize = 5000;
/** The same waiting on both sides where both are FAISS: what loads faiss-node sets this for ours. */
const waiting = { OMP_WAIT_POLICY: 'passive' };

/** The Python of the system, where it has the FAISS that our faiss-node is built from. */
const systemPython = '/usr/bin/python3';

/**
 * Exact search and HNSW over embeddings of a dual tower against FAISS called from Python.
 * @param {import('../table.mjs').Bench} bench
 * @returns {Promise<import('./row.mjs').Row[]>}
 */
export async function searchRows(bench) {
  const folder = join(bench.folder, 'search');
  await mkdir(folder, { recursive: true });
  const features = await writeFeatures(folder, rows);
  const { modelDir, manifest } = await writeModel(folder, 'dual-cosine', features);
  const { queriesFile, candidatesFile, width } = await writeEmbeddings(modelDir, features);
  const pythons = builds(bench);
  const turns = bench.quick ? { launches: 1, pairs: 2 } : { launches: 3, pairs: 5 };

  const ours = (
    /** @type {string} */ kind,
    /** @type {number} */ threads,
    /** @type {object} */ turn,
    /** @type {object} */ changes = {},
  ) => ({
    open: () =>
      ourWorker('our-scorer', {
        spec: {
          ...{ kind, modelDir, queries: 'left', candidates: features.rightFile, device: 'cpu', threads, settings: {} },
          ...changes,
        },
        queries: features.leftFile,
        queryCount: rows.left,
        k,
      }),
    turn,
  });
  const faiss = (
    /** @type {string} */ python,
    /** @type {object} */ settings,
    /** @type {object} */ turn,
    /** @type {Record<string, string>} */ environment = {},
  ) => ({
    open: () => {
      const given = { queries: queriesFile, candidates: candidatesFile, k, ...settings };
      return converse(python, [pythonScript('search_faiss'), JSON.stringify(given)], environment);
    },
    turn,
  });

  const table = [];
  for (const [way, queries] of /** @type {const} */ ([
    ['batch', `${rows.left} queries at once`],
    ['single', 'one query'],
  ])) {
    for (const { name, python, same } of pythons) {
      const what = `exact top-${k} over ${rows.right} × ${width}, ${queries}, 2 threads`;
      bench.log(`${what}, ${name}`);
      const turn = { do: way };
      const result = await race(ours('exact', 2, turn), faiss(python, { kind: 'flat', threads: 2 }, turn), {
        ...turns,
        agree: agreeOn(k),
      });
      table.push({
        what,
        ours: duration(result.ours),
        peer: `${duration(result.theirs)}, ${name} flat`,
        ratio: result.timeRatio,
        of: /** @type {const} */ ('time'),
        goal: same ? 1.1 : undefined,
        notes: same && way === 'batch' ? [await productsNote(modelDir, manifest)] : [],
      });
    }
  }

  const single = { do: 'single' };
  for (const { name, python, same } of pythons) {
    const what = `HNSW${knobs.neighbours} over ${graphSize} × ${width}, efSearch ${knobs.efSearch}, one query, 1 thread`;
    bench.log(`${what}, ${name}`);
    const settings = { settings: knobs, candidateCount: graphSize };
    const result = await race(
      ours('faiss-hnsw', 1, single, settings),
      faiss(python, { kind: 'hnsw', threads: 1, knobs, candidateCount: graphSize }, single, waiting),
      // Another build may link its graph otherwise.
      { ...turns, ...(same ? { agree: agreeOn(k) } : {}) },
    );
    const notes = [];
    if (same) {
      // Ten vectors take no searching: what is left is the way in and out.
      const boundary = await race(
        ours('faiss-hnsw', 1, single, { ...settings, candidateCount: k }),
        faiss(python, { kind: 'hnsw', threads: 1, knobs, candidateCount: k }, single, waiting),
        turns,
      );
      notes.push(
        `The same index built with one thread gives the same answers. Of these times, the way in and out (a search among ${k} vectors) takes ${duration(boundary.ours)} in JavaScript, plain arrays included, and ${duration(boundary.theirs)} in Python.`,
      );
    }
    table.push({
      what,
      ours: duration(result.ours),
      peer: `${duration(result.theirs)}, ${name}`,
      ratio: result.timeRatio,
      of: /** @type {const} */ ('time'),
      goal: same ? 1.2 : undefined,
      notes,
    });
  }
  return table;
}

/**
 * What the matrix products of a batch take by themselves, in the blocks that ours uses.
 * @param {string} modelDir
 * @param {import('../../../src/types.ts').ModelManifest} manifest
 */
async function productsNote(modelDir, manifest) {
  const { queries: N, candidates: M } = blockShape(manifest, rows.left, { device: 'cpu', threads: 2 });
  const worker = ourWorker('products-alone', { onnx: join(modelDir, 'grid.onnx'), threads: 2, sizes: { N, M } });
  const ms = await worker.ask({ do: 'call', count: 100 });
  await worker.close();
  const all = duration((ms * rows.left * rows.right) / (N * M));
  return `In blocks of ${N} × ${M}, of which the products alone take ${all} in onnxruntime; the rest keeps the best.`;
}

/** @param {import('../table.mjs').Bench} bench */
function builds(bench) {
  const found = [{ name: 'faiss-cpu from its wheel', python: bench.python, same: false }];
  const probe = spawnSync(systemPython, ['-c', 'import faiss; print(faiss.__version__)'], { encoding: 'utf8' });
  if (probe.status === 0)
    found.unshift({ name: `the system's python3-faiss ${probe.stdout.trim()}`, python: systemPython, same: true });
  else bench.log('the system has no python3-faiss: only the wheel is compared');
  return found;
}
