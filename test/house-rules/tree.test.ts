import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** Files of the repository, new ones included, without what git ignores and what is deleted. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && statSync(new URL(`../../${file}`, import.meta.url), { throwIfNoEntry: false })?.isFile());
const code = files.filter((file) => /^(src|test|scripts|bench)\/.*\.(ts|mjs|py)$/.test(file));

const binary = /\.(safetensors|onnx|webp|png|jpe?g|npy|npz|gz|woff2?|ttf)$/;
/** A folder that only one machine has, or the address of one package registry. */
const machinePath = /(?<![\w.:-])(\/(work|root|tmp|home\/[a-z]\w*|Users\/\w+)\/|[A-Z]:\\Users\\)/;
const registry = /\b(registry|npm|pypi)\.[a-z][\w-]*\.(org|com|net|dev|io)\b|\bfiles\.pythonhosted\b|\bnpmmirror\b/i;

const placesOf = (file: string, pattern: RegExp): string[] =>
  read(file)
    .split('\n')
    .flatMap((line, row) => (pattern.test(line) ? [`${file}:${row + 1}`] : []));

describe('the tree', () => {
  test('is read at all', () => expect(code.length).toBeGreaterThan(100));

  test('has no source file over 300 lines', () => {
    const lengths = files
      .filter((file) => /^(src|scripts)\//.test(file))
      .map((file) => [file, read(file).split('\n').length - 1]);
    expect(lengths.filter(([, lines]) => Number(lines) > 300)).toEqual([]);
  });

  test('has no file that is named after nothing', () => {
    expect(code.filter((file) => /(^|[/.-])(utils?|helpers?|managers?|common|misc|shared)([.-]|\/|$)/.test(file))).toEqual([]);
  });

  test('names its code in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.(ts|mjs)$/;
    const names = code
      .filter((file) => !file.endsWith('.py'))
      .map((file) => [file, file.slice(file.lastIndexOf('/') + 1)] as const);
    expect(names.filter(([, name]) => !kebab.test(name)).map(([file]) => file)).toEqual([]);
  });

  test('names no folder of one machine and no package registry', () => {
    const texts = files.filter((file) => !binary.test(file));
    expect(texts.flatMap((file) => [...placesOf(file, machinePath), ...placesOf(file, registry)])).toEqual([]);
  });

  test('the patterns of that test find what they are meant to find', () => {
    for (const path of ['work', 'root', 'tmp', 'home/ann', 'Users/ann']) expect(`at "/${path}/x"`).toMatch(machinePath);
    for (const folder of ['work', 'root', 'tmp'])
      for (const before of ['./graph', '..', 'src', 'https://a.b']) expect(`${before}/${folder}/x`).not.toMatch(machinePath);
    for (const host of ['registry.npmjs', 'registry.yarnpkg']) expect(`https://${host}.${'com'}/x`).toMatch(registry);
    expect('the registry of npm').not.toMatch(registry);
  });
});

describe('the lockfile', () => {
  interface Locked {
    readonly resolved?: string;
    readonly integrity?: string;
    readonly link?: boolean;
  }
  const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '');

  test('holds a checksum for every package, and no address', () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(entries.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
  });

  test('holds the native binaries of every supported platform', () => {
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64']) {
      for (const name of ['@img/sharp', '@biomejs/cli'])
        expect(Object.keys(lock.packages)).toContain(`node_modules/${name}-${platform}`);
    }
  });
});

describe('the dependencies', () => {
  type Named = Readonly<Record<string, string>>;
  const manifest = JSON.parse(read('package.json')) as Readonly<
    Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Named>
  >;
  const declared = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };

  test('stand in the table of CONTRIBUTING.md, each with its reason, and nothing else does', () => {
    const section = read('CONTRIBUTING.md')
      .split(/^## /m)
      .find((part) => part.startsWith('Dependencies'));
    const rows = [...(section ?? '').matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map((row) => [row[1]!, row[2]!] as const);
    expect(rows.map(([name]) => name).sort()).toEqual(Object.keys(declared).sort());
    for (const [, reason] of rows) expect(reason.split(' ').length).toBeGreaterThan(3);
  });

  test('are pinned to a patch level, so that no minor version arrives by itself', () => {
    expect(Object.entries(declared).filter(([, range]) => !/^(npm:@?[\w/-]+@)?~?\d+\.\d+\.\d+(-\d+)?$/.test(range))).toEqual([]);
  });
});
