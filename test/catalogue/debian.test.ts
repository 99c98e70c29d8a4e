import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildDebian } from '../../src/catalogue/build-debian.ts';
import { readStanzas } from '../../src/catalogue/control-stanzas.ts';
import { assembleDebian, type DebianDefinition } from '../../src/catalogue/debian.ts';
import { debianLists, hashOfLists } from '../../src/catalogue/debian-lists.ts';
import { readDebianPackages } from '../../src/catalogue/debian-packages.ts';
import { loadDataset } from '../../src/dataset/load.ts';
import { takePart } from '../../src/dataset/part.ts';
import { readManifest } from '../../src/dataset/read-folder.ts';
import { descriptionStanza, madeUp, messy, packageStanza } from '../support/debian-lists.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const listOf = (text: string) => ({ name: 'Packages', text, sha256: '', date: '2026-01-01' });
const packagesOf = (...texts: string[]) => readDebianPackages(texts.map(listOf));
const whole = [...madeUp.map((listed) => packageStanza(listed, true)), ...messy].join('\n\n');
const definition: DebianDefinition = { name: 'debian', description: 'made up', folds: 4 };

test('what is written as stanzas is read from them, however it is folded and ended', () => {
  const text = fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/, { maxLength: 12 });
  const stanza = fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,6}$/), fc.array(text, { minLength: 1, maxLength: 4 }), {
    minKeys: 1,
    maxKeys: 5,
  });
  fc.assert(
    fc.property(fc.array(stanza, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (written, end) => {
      const lines = written.map((fields) =>
        Object.entries(fields).flatMap(([name, [first, ...more]]) => [
          `${name.toUpperCase()}: ${first}`,
          ...more.map((line) => ` ${line}`),
        ]),
      );
      const { stanzas, malformed } = readStanzas(lines.map((each) => each.join(end)).join(`${end}${end}`), () => true);
      expect(malformed).toBe(0);
      expect(stanzas.map((each) => Object.fromEntries(each))).toEqual(
        written.map((fields) => Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, values.join('\n')]))),
      );
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('good packages of a messy list are read, and what is left out is counted', () => {
  const { packages, leftOut } = packagesOf(whole);
  const own = packages.filter(({ name }) => !madeUp.some((listed) => listed.name === name));
  expect(own).toEqual([
    { name: 'commented', source: 'commented', synopsis: 'reader of comments', description: 'Reads what # starts.' },
    { name: 'nul-viewer', source: 'nul-viewer', synopsis: 'viewer of NULs', description: 'Shows every bell.\nRings none.' },
  ]);
  expect(packages).toHaveLength(madeUp.length + 2);
  expect(leftOut).toEqual({ damaged: 4, undescribed: 4, transitional: 2 });
  expect(packages.find(({ name }) => name === 'czech-editor')).toEqual({
    name: 'czech-editor',
    source: 'gps-editor',
    synopsis: 'editor for Czech — données',
    description: 'Works with Czech on every desktop and is a editor.\n* small * knows Czech',
  });
});

test('a synopsis alone gets its long description by its MD5, from a list of descriptions anywhere', () => {
  const [lists, descriptions] = [madeUp.map((listed) => packageStanza(listed, false)), madeUp.map(descriptionStanza)];
  const { packages } = packagesOf(descriptions.join('\n\n'), lists.join('\n\n'));
  expect(packages).toEqual(packagesOf(madeUp.map((listed) => packageStanza(listed, true)).join('\n\n')).packages);
});

test('lists that have no long descriptions are refused with the command that fetches them', () => {
  const lists = madeUp.map((listed) => packageStanza(listed, false)).join('\n\n');
  expect(() => packagesOf(lists)).toThrow(
    expect.objectContaining({ kind: 'input', remedy: expect.stringContaining('Acquire::Languages=en update') }),
  );
  expect(() => packagesOf('no list')).toThrow(expect.objectContaining({ kind: 'input' }));
});

test('a description that begins with its synopsis loses it', () => {
  const stanza = (synopsis: string, line: string) => `Package: some\nVersion: 1\nDescription: ${synopsis}\n ${line}`;
  const described = (synopsis: string, line: string) => packagesOf(stanza(synopsis, line)).packages[0]!.description;
  expect(described('fast GIF viewer', 'Fast gif viewer - shows GIFs.')).toBe('shows GIFs.');
  expect(described('GIF', 'GIFs are shown.')).toBe('GIFs are shown.');
  expect(described('shows GIFs', 'It shows GIFs.')).toBe('It shows GIFs.');
});

test('no text and no source package stands in two parts, equal texts are one item, and all their packages are right', () => {
  const twin = { name: 'twin-editor', synopsis: 'Editor for MIDI', lines: ['Its own words.'] };
  const echo = { name: 'echo', synopsis: 'something else', lines: ['Its own  words.'] };
  const { packages } = packagesOf([...madeUp, twin, echo].map((listed) => packageStanza(listed, true)).join('\n\n'));
  const { synopses, descriptions, relevance, splits } = assembleDebian(definition, packages);
  expect([synopses.length, descriptions.length]).toEqual([51, 51]);
  const row = synopses.findIndex(({ id }) => id === 'midi-editor');
  const right = relevance.columnOf.subarray(relevance.offsets[row], relevance.offsets[row + 1]);
  expect([...right].map((column) => descriptions[column]!.id).sort()).toEqual(['echo', 'midi-editor']);
  expect(synopses.find(({ id }) => id === 'echo')!.unit).toBe(synopses[row]!.unit);
  for (const { left, right: codes } of splits) {
    const partsOf = new Map<string, Set<number>>();
    for (const [items, of] of [[synopses, left] as const, [descriptions, codes] as const])
      for (const [i, { unit }] of items.entries()) partsOf.set(unit, (partsOf.get(unit) ?? new Set()).add(of[i]!));
    expect([...partsOf.values()].every((parts) => parts.size === 1)).toBe(true);
    expect(new Set(left)).toEqual(new Set([1, 2, 3]));
  }
});

test('a smaller set is whole families of a larger list, and never more than was asked for', () => {
  const { packages } = packagesOf(whole);
  const few = assembleDebian({ ...definition, documents: 21 }, packages);
  expect(few.descriptions.length).toBeLessThanOrEqual(21);
  expect(few.descriptions.length).toBeGreaterThan(18);
  const kept = new Set(few.descriptions.map(({ unit }) => unit));
  const all = assembleDebian(definition, packages).descriptions.filter(({ unit }) => kept.has(unit));
  expect(few.descriptions).toEqual(all);
  expect(() => assembleDebian({ ...definition, documents: 3 }, packages)).toThrow(expect.objectContaining({ kind: 'input' }));
});

test('lists are read plain and compressed, and have one hash however they are', async () => {
  const dir = await temporaryFolder();
  const [plain, compressed] = [join(dir, 'Packages'), join(dir, 'Packages.gz')];
  await writeFile(plain, whole);
  await writeFile(compressed, gzipSync(whole));
  const [one, other] = [await debianLists(plain), await debianLists(compressed)];
  expect(one[0]!.text).toBe(whole);
  expect(hashOfLists(one)).toBe(hashOfLists(other));
  await writeFile(compressed, gzipSync(whole).subarray(0, 200));
  await expect(debianLists(compressed)).rejects.toMatchObject({ kind: 'input', place: compressed });
  await expect(debianLists(join(dir, 'nowhere'))).rejects.toMatchObject({ kind: 'input' });
  await mkdir(join(dir, 'empty'));
  await expect(debianLists(join(dir, 'empty'))).rejects.toMatchObject({ kind: 'input' });
});

test('a machine without apt is told to name a file', async () => {
  const path = process.env.PATH;
  process.env.PATH = '';
  try {
    await expect(debianLists(undefined)).rejects.toMatchObject({
      kind: 'environment',
      remedy: expect.stringContaining('--from'),
    });
  } finally {
    process.env.PATH = path;
  }
});

test('a list becomes a data set with tokens, whose manifest names the list by date and hash', async () => {
  const dir = await temporaryFolder();
  const at = (name: string): string => join(dir, name);
  await mkdir(at('lists'));
  await writeFile(
    at('lists/some_archive_Packages'),
    [...madeUp.map((listed) => packageStanza(listed, false)), ...messy].join('\n\n'),
  );
  await writeFile(at('lists/some_archive_i18n_Translation-en.gz'), gzipSync(madeUp.map(descriptionStanza).join('\n\n')));
  const options = { modelsDir: 'models', cacheDir: at('cache'), threads: 1, from: at('lists') };
  await buildDebian({ ...definition, tokens: { most: { left: 4, right: 6 } } }, at('out'), options);
  const dataset = await loadDataset(at('out'));
  expect(dataset.right.items).toHaveLength(madeUp.length + 2);
  for (const { features } of [dataset.left, dataset.right]) {
    expect([features.global.columns, features.tokens!.width]).toEqual([384, 384]);
  }
  expect([dataset.left, dataset.right].map(({ features }) => features.tokens!.tokens)).toEqual([4, 6]);
  expect(takePart(dataset, 'fold-0', 'test').relevance.columnOf.length).toBeGreaterThan(0);
  const { manifest } = await readManifest(at('out'));
  expect(manifest.version).toMatch(/^1\.0\.0 of the package lists of \d{4}-\d\d-\d\d, SHA-256 [0-9a-f]{64}$/);
  expect(manifest.sources.map(({ name }) => name)).toEqual(['some_archive_Packages', 'some_archive_i18n_Translation-en']);
  expect(manifest.description).toContain('left out: 4 damaged, 4 without a long description, 2 transitional');
}, 60_000);
