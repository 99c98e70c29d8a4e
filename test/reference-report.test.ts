import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricNames } from '../src/report/figures/metric-names.ts';
import { figureSchema } from '../src/report/record/record-schema.ts';
import { writeReport } from '../src/report/write-report.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = join(import.meta.dirname, '..');
const reference = join(root, 'reports', 'reference');
const read = (...path: string[]): Promise<string> => readFile(join(...path), 'utf8');

it('the committed report and figures are what the command makes from the committed record', async () => {
  const folder = await temporaryFolder();
  await cp(join(reference, 'record.json'), join(folder, 'record.json'));
  await cp(join(reference, 'cells'), join(folder, 'cells'), { recursive: true });
  await writeReport(folder);
  for (const file of ['report.md', 'results.csv']) expect(await read(folder, file)).toBe(await read(reference, file));
});

it.each(['reference', 'combinations'])(
  'the report of %s says up to how many pairs the models of its verdict are affordable',
  async (name) => {
    const report = await read(root, 'reports', name, 'report.md');
    expect(report).toContain('is affordable up to N = M =');
    expect(report).not.toContain('this run measured no cost of these models');
  },
);

it('every name of a metric and every row of the figures is one that is published', async () => {
  const [header, ...rows] = (await read(reference, 'results.csv')).trim().split('\n');
  const columns = header!.split(',').map((name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  const numbers = ['seed', 'leftCount', 'rightCount', 'value', 'ciLow', 'ciHigh', 'samples'];
  for (const row of rows) {
    const cells = row.split(',').flatMap((text, i): [string, unknown][] => {
      const name = columns[i]!;
      if (text === '') return [];
      return [[name, numbers.includes(name) && text !== 'all' ? Number(text) : text]];
    });
    const { error } = figureSchema.safeParse(Object.fromEntries(cells));
    expect(error?.issues[0], row).toBeUndefined();
  }
  const { enum: names } = JSON.parse(await read(root, 'schemas', 'figure.schema.json')).properties.metric.anyOf[0];
  expect(names).toEqual(metricNames());
  expect(new Set(names).size).toBe(names.length);
});

it.each(['reference', 'zoo', 'combinations', 'serving', 'debian', 'debian-60k', 'pair-filtering'])(
  'the README has the minutes that the committed run of %s took',
  async (name) => {
    const { cells } = JSON.parse(await read(root, 'reports', name, 'record.json')) as { cells: { file: string }[] };
    const times = await Promise.all(
      cells.map(
        async ({ file }) => JSON.parse(await read(root, 'reports', name, file)) as Record<'startedAt' | 'finishedAt', string>,
      ),
    );
    const start = Math.min(...times.map(({ startedAt }) => Date.parse(startedAt)));
    const end = Math.max(...times.map(({ finishedAt }) => Date.parse(finishedAt)));
    const line = (await read(root, 'README.md'))
      .split('\n')
      .find((each) => each.startsWith('| ') && each.split('|')[1]!.includes(`\`${name}\``))!;
    const [, suites, , told] = line.split('|') as [string, string, string, string];
    const minutes = told.match(/\d+/g)![suites.split(',').findIndex((suite) => suite.includes(`\`${name}\``))];
    expect(Math.abs(Number(minutes) - (end - start) / 60_000)).toBeLessThan(1);
  },
);

describe.each(['README.md', 'RESULTS.md'])('%s', (page) => {
  it('quotes verdicts and tables that stand in the committed report', async () => {
    const [, quoted] = (await read(root, page)).split(/<!-- \/?reference -->/);
    const report = await read(reference, 'report.md');
    const tables = quoted!.split('\n\n').filter((block) => block.trim().startsWith('|'));
    expect(tables.length).toBeGreaterThan(1);
    const verdicts = quoted!.split('\n').filter((line) => line.startsWith('**'));
    expect(verdicts.length).toBeGreaterThan(0);
    for (const line of verdicts) expect(report).toContain(`${line}\n`);
    for (const table of tables) for (const line of table.trim().split('\n')) expect(report).toContain(`${line}\n`);
  });

  it('has no figure with an interval that stands in none of the reports that its chapter links', async () => {
    const chapters = (await read(root, page)).split(/\n(?=## )/);
    let checked = 0;
    for (const chapter of chapters) {
      const links = new Set([...chapter.matchAll(/reports\/([\w-]+)\/report\.md/g)].map(([, name]) => name!));
      // What `decide` answers is asked again by its own test.
      const lines = chapter.split('\n').filter((line) => links.size > 0 && !line.startsWith('| `--candidates'));
      const figures = lines.flatMap((line) => line.match(/\d[\d.,]*(?: (?:%|ms|µs|s))? \[[−+\d][^\]]*\]/g) ?? []);
      const reports = await Promise.all([...links].map((name) => read(root, 'reports', name, 'report.md')));
      const told = reports.join('\n').replaceAll('\\', '');
      expect(figures.filter((figure) => !told.includes(figure))).toEqual([]);
      checked += figures.length;
    }
    expect(checked).toBeGreaterThan(50);
  });
});
