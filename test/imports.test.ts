import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ImportTable, moduleImports, packageOf, readImports, resolveImport } from './support/module-imports.ts';

/** What every layer may import; they themselves import what stands here. */
const base: Readonly<Record<string, readonly string[]>> = {
  'device-names': [],
  types: ['device-names'],
  record: ['types'],
  errors: [],
  counted: [],
  'nearest-name': [],
  random: [],
  words: [],
  'feature-rows': ['types'],
  files: ['types', 'errors', 'counted'],
};

/** Applications, with those they build on. */
const applications: Readonly<Record<string, readonly string[]>> = { suite: [], gate: ['suite'], playground: [], library: [] };

/** Layer → the layers it may import beside the base. A layer is a folder of `src`, or a file of that name. Types count like values. */
const layers: Readonly<Record<string, readonly string[]>> = {
  graph: [],
  runtime: [],
  dataset: [],
  metrics: [],
  sanity: [],
  statistics: [],
  measuring: ['statistics'],
  encoders: ['graph'],
  fusion: ['graph'],
  models: ['graph', 'encoders', 'fusion'],
  'define-model': ['graph', 'encoders', 'fusion', 'models'],
  features: ['dataset', 'runtime'],
  importing: ['dataset', 'features'],
  catalogue: ['dataset', 'features', 'importing'],
  training: ['graph', 'runtime'],
  // It writes the folder that training exports.
  foreign: ['graph', 'training'],
  retrieval: ['graph', 'runtime'],
  decision: ['statistics'],
  // What runs in the page: the decision itself, and nothing of Node.
  browser: ['decision', 'statistics'],
  // The metrics are pure: their table says how a report resamples, prints and names each. Of the browser it takes how a chart is fitted to a width.
  report: ['metrics', 'statistics', 'decision', 'browser'],
};

const everyLayer = Object.keys(layers);

/** Package → where it may be imported. One file there does, unless `several` says why more may, or another package loads it (`through`). */
const packages: Readonly<Record<string, { readonly within: string; readonly several?: string; readonly through?: string }>> = {
  'onnxruntime-node': { within: 'src/runtime/', several: 'one file loads it, and one names its types' },
  'onnx-buf': { within: 'src/graph/', several: 'one file writes models, one reads them, one joins them' },
  '@bufbuild/protobuf': { within: 'src/graph/', several: 'one file writes models, one reads them' },
  '@xenova/transformers': { within: 'src/features/' },
  sharp: { within: 'src/features/' },
  'faiss-node': { within: 'src/retrieval/indexes/' },
  usearch: { within: 'src/retrieval/indexes/' },
  tinybench: { within: 'src/measuring/' },
  systeminformation: { within: 'src/measuring/' },
  'simple-statistics': { within: 'src/statistics/' },
  minisearch: { within: 'src/sanity/' },
  'csv-stringify': { within: 'src/report/' },
  vega: { within: 'src/', several: 'a chart is drawn where the report is written, and again in the page' },
  'vega-lite': { within: 'src/report/page/' },
  'vega-interpreter': { within: 'src/browser/' },
  'csv-parse': { within: 'src/importing/formats/' },
  hyparquet: { within: 'src/importing/formats/' },
  'hyparquet-compressors': { within: 'src/importing/formats/', through: 'hyparquet' },
  hono: { within: 'src/playground/', several: 'one file says what is answered, and one names the type to serve it' },
  '@hono/node-server': { within: 'src/playground/' },
  yauzl: { within: 'src/importing/formats/' },
  '@petamoriken/float16': { within: 'src/importing/' },
  xmlbuilder2: { within: 'src/gate/' },
  'write-file-atomic': { within: 'src/files/' },
  'pure-rand': { within: 'src/random.ts' },
  yaml: { within: 'src/suite/', several: 'the tokens of a text are bounded before it is composed' },
  'cli-progress': { within: 'src/' },
  'cli-table3': { within: 'src/' },
  'string-width': { within: 'src/report/text/' },
  picocolors: { within: 'src/cli/', several: 'a colour is light' },
  commander: { within: 'src/cli/', through: '@commander-js/extra-typings' },
  '@commander-js/extra-typings': { within: 'src/cli/', several: 'a file a command' },
  zod: { within: 'src/', several: 'a schema stands beside what it describes' },
};

/** Modules outside `src` that one file may load. */
const outside: Readonly<Record<string, string>> = { 'scripts/setup/': 'src/cli/doctor.ts' };

/** Where processes start; everything else is reached from one of them. */
const entries = [
  'src/cli/main.ts',
  'src/index.ts',
  'src/suite/running/worker.ts',
  'src/gate/probe.ts',
  'src/measuring/load/generator-thread.ts',
  'src/browser/main.ts',
  'src/browser/playground/main.ts',
];

const layerOf = (file: string): string => file.replace(/^src\//, '').replace(/(\/.*|\.ts)$/, '');

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const own = base[from];
  if (own !== undefined) return own.includes(to);
  if (to in base) return true;
  if (from === 'cli') return true;
  // What the package exports.
  if (from === 'index') return to === 'library' || everyLayer.includes(to);
  if (from in applications) return everyLayer.includes(to) || applications[from]!.includes(to);
  return layers[from]?.includes(to) ?? false;
}

const relativeImports = (table: ImportTable): [string, string][] =>
  [...table].flatMap(([file, names]) =>
    names.filter((name) => name.startsWith('.')).map((name): [string, string] => [file, resolveImport(file, name)]),
  );

function layerFaults(table: ImportTable): string[] {
  const known = new Set([...Object.keys(base), ...everyLayer, ...Object.keys(applications), 'cli', 'index']);
  const homeless = [...table.keys()].filter((file) => !known.has(layerOf(file))).map((file) => `${file} is in no layer`);
  const wrong = relativeImports(table).flatMap(([file, target]) => {
    if (!target.startsWith('src/')) {
      const allowed = Object.entries(outside).some(([prefix, importer]) => target.startsWith(prefix) && file === importer);
      return allowed ? [] : [`${file} → ${target}`];
    }
    if (!table.has(target)) return [`${file} → ${target}, which is not there`];
    return mayImport(layerOf(file), layerOf(target)) ? [] : [`${file} → ${target}`];
  });
  return [...homeless, ...wrong];
}

/** Every cycle of files, once, from the file where the walk met it. */
function cycles(table: ImportTable): string[] {
  const targets = new Map<string, string[]>();
  for (const [file, target] of relativeImports(table)) targets.set(file, [...(targets.get(file) ?? []), target]);
  const found: string[] = [];
  const finished = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || finished.has(file)) return;
    for (const target of targets.get(file) ?? []) walk(target, [...path, file]);
    finished.add(file);
  };
  for (const file of table.keys()) walk(file, []);
  return found;
}

/** Files that no entry reaches: tested perhaps, but part of nothing. */
function unreached(table: ImportTable, starts: readonly string[]): string[] {
  const links = relativeImports(table);
  const reached = new Set(starts);
  // A set hands out what is added while it is walked.
  for (const file of reached) for (const [from, target] of links) if (from === file) reached.add(target);
  return [...table.keys()].filter((file) => !reached.has(file));
}

function packageFaults(table: ImportTable, dependencies: readonly string[]): string[] {
  const importers = new Map<string, string[]>(dependencies.map((name) => [name, []]));
  for (const [file, names] of table) {
    for (const name of new Set(names.map(packageOf))) {
      if (name !== undefined) importers.set(name, [...(importers.get(name) ?? []), file]);
    }
  }
  return [...importers].flatMap(([name, files]) => {
    const rule = packages[name];
    if (rule === undefined) return [`${name} is in no rule (${files.join(', ') || 'imported by no file'})`];
    const strays = files
      .filter((file) => !file.startsWith(rule.within))
      .map((file) => `${file} → ${name}, which belongs to ${rule.within}`);
    if (files.length === 0) return importers.get(rule.through ?? '')?.length ? [] : [`${name} is imported by no file`];
    return files.length > 1 && rule.several === undefined
      ? [...strays, `${name} has several importers: ${files.join(', ')}`]
      : strays;
  });
}

const root = new URL('../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Record<
  string,
  Readonly<Record<string, string>>
>;
const sources = readImports(root);

describe('the sources', () => {
  test('import only downwards, by the table of layers', () => expect(layerFaults(sources)).toEqual([]));
  test('have no cycle between files', () => expect(cycles(sources)).toEqual([]));
  test('load every package from its one file, and none that package.json does not name', () => {
    expect(packageFaults(sources, Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))).toEqual([]);
  });
  test('are all part of the command line, of its workers or of the library', () =>
    expect(unreached(sources, entries)).toEqual([]));
  test('of decisions use nothing of Node: they also run in a page', () => {
    const names = [...sources].filter(([file]) => layerOf(file) === 'decision').flatMap(([, imports]) => imports);
    expect(names.filter((name) => !name.startsWith('.'))).toEqual([]);
  });
  test('are read at all', () => expect(relativeImports(sources).length).toBeGreaterThan(50));
});

describe('the table of layers', () => {
  test('has no cycle itself', () => {
    const table = new Map(
      Object.entries(layers).map(([name, below]) => [`src/${name}.ts`, below.map((layer) => `./${layer}.ts`)]),
    );
    expect(cycles(table)).toEqual([]);
  });
});

/** A planted tree: files with their text. */
const planted = (files: Readonly<Record<string, string>>): ImportTable =>
  new Map(Object.entries(files).map(([file, text]) => [file, moduleImports(text)]));

describe('the rules', () => {
  test('see every way of naming a module', () => {
    const text = `
      import 'a'; import b from 'b'; import type { C } from 'c'; export * from 'd'; export type { E } from 'e';
      type F = import('f').F; const g = await import('g'); const h = require('h'); createRequire(import.meta.url)('i');
      // import 'x'
      const y = "import 'y'"; other('z');`;
    expect(moduleImports(text)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
  });

  test('refuse an import upwards or sideways, a type like a value', () => {
    const faults = layerFaults(
      planted({
        'src/fusion/concat.ts': `import type { Encoder } from '../encoders/mlp.ts'; import { op } from '../graph/ops.ts';`,
        'src/encoders/mlp.ts': `import type { Features } from '../types.ts';`,
        'src/graph/ops.ts': '',
        'src/types.ts': `import '../src/graph/ops.ts';`,
        'src/measuring/latency.ts': `import { run } from '../cli/run.ts';`,
        'src/cli/run.ts': `import '../suite/run.ts'; import '../../scripts/setup/stamp.mjs';`,
        'src/suite/run.ts': `import '../measuring/latency.ts'; import '../gate/compare.ts';`,
        'src/gate/compare.ts': '',
      }),
    );
    expect(faults).toEqual([
      'src/fusion/concat.ts → src/encoders/mlp.ts',
      'src/types.ts → src/graph/ops.ts',
      'src/measuring/latency.ts → src/cli/run.ts',
      'src/cli/run.ts → scripts/setup/stamp.mjs',
      'src/suite/run.ts → src/gate/compare.ts',
    ]);
  });

  test('refuse a folder that is no layer and a file that is not there', () => {
    expect(layerFaults(planted({ 'src/common/text.ts': '', 'src/report/csv.ts': `import './row.ts';` }))).toEqual([
      'src/common/text.ts is in no layer',
      'src/report/csv.ts → src/report/row.ts, which is not there',
    ]);
  });

  test('find a cycle of files within one layer', () => {
    const tree = planted({
      'src/graph/a.ts': `import './b.ts'`,
      'src/graph/b.ts': `import type { C } from './c.ts'`,
      'src/graph/c.ts': `export * from './a.ts'`,
    });
    expect(cycles(tree)).toEqual(['src/graph/a.ts → src/graph/b.ts → src/graph/c.ts → src/graph/a.ts']);
  });

  test('find a file that nothing uses', () => {
    const tree = planted({ 'src/a.ts': `import type { B } from './b.ts'`, 'src/b.ts': '', 'src/c.ts': `import './b.ts'` });
    expect(unreached(tree, ['src/a.ts'])).toEqual(['src/c.ts']);
  });

  test('refuse a second importer, a stray importer, an unused and an undeclared package', () => {
    const tree = planted({
      'src/measuring/latency.ts': `import { Bench } from 'tinybench';`,
      'src/measuring/load.ts': `import { Bench } from 'tinybench';`,
      'src/suite/run.ts': `import type { Stringifier } from 'csv-stringify/sync'; import 'left-pad';`,
    });
    expect(packageFaults(tree, ['tinybench', 'csv-stringify', 'yaml'])).toEqual([
      'tinybench has several importers: src/measuring/latency.ts, src/measuring/load.ts',
      'src/suite/run.ts → csv-stringify, which belongs to src/report/',
      'yaml is imported by no file',
      'left-pad is in no rule (src/suite/run.ts)',
    ]);
  });
});
