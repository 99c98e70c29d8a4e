import { Argument, Command } from '@commander-js/extra-typings';
import { UserError } from '../errors.ts';
import { printJson } from './print-json.ts';

interface Row {
  readonly name: string;
  readonly summary: string;
}

/** What can be named in a suite or met in a result. Each list loads only what it prints. */
const lists = {
  models: async (): Promise<Row[]> => {
    const { models } = await import('../models.ts');
    return Object.entries(models).map(([name, { family, summary }]) => ({ name, summary: `${family}: ${summary}` }));
  },
  suites: async () => {
    const [{ parseSuite }, { suiteNames, suitePath }, { knownNames }, { readFile }] = await Promise.all([
      import('../suite/parse-suite.ts'),
      import('../suite/installation.ts'),
      import('../suite/known-names.ts'),
      import('node:fs/promises'),
    ]);
    const known = knownNames();
    return Promise.all(
      suiteNames().map(async (name) => {
        try {
          return { name, summary: parseSuite(await readFile(suitePath(name), 'utf8'), `${name}.yaml`, known).description };
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          return { name, summary: `cannot be run here: ${error.message.replaceAll(/\s+/g, ' ')}` };
        }
      }),
    );
  },
  datasets: async () => {
    const [{ datasetNames, datasetPath }, { readManifest }] = await Promise.all([
      import('../suite/installation.ts'),
      import('../dataset/load.ts'),
    ]);
    return Promise.all(
      datasetNames().map(async (name) => {
        const { version, description, sides } = (await readManifest(datasetPath(name))).manifest;
        const { left, right } = sides;
        return { name, summary: `${version}, ${left.count} ${left.name} × ${right.count} ${right.name}: ${description}` };
      }),
    );
  },
  scorers: async () => {
    const { scorers } = await import('../retrieval/open.ts');
    return scorers.map(({ name, summary, knobs }) => {
      const settings = Object.entries(knobs).map(([knob, { atSearch }]) => (atSearch ? `${knob} (sweep)` : knob));
      return { name, summary: settings.length === 0 ? summary : `${summary}; settings ${settings.join(', ')}` };
    });
  },
  metrics: async () => {
    const [{ metrics }, { costMetrics }] = await Promise.all([
      import('../metrics/metrics.ts'),
      import('../report/cost-metrics.ts'),
    ]);
    return Object.entries({ ...metrics, ...costMetrics }).map(([name, { unit, summary }]) => ({
      name,
      summary: `${summary} (${unit})`,
    }));
  },
} satisfies Readonly<Record<string, () => Promise<Row[]>>>;

const names = Object.keys(lists) as (keyof typeof lists)[];

/** `matchbench list`: the names there are. */
export const listCommand = () =>
  new Command('list')
    .description('list models, suites, data sets, scorers or metrics')
    .addArgument(new Argument('[what]', 'which list; all of them by default').choices(names))
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  $ matchbench list models\n  $ matchbench list --json')
    .action(async (what, { json }) => {
      const chosen = what === undefined ? names : [what];
      const found: Record<string, readonly Row[]> = {};
      for (const name of chosen) found[name] = await lists[name]();
      if (json) {
        printJson(found);
        return;
      }
      for (const [name, rows] of Object.entries(found)) {
        if (chosen.length > 1) process.stdout.write(`${name}\n`);
        const width = Math.max(0, ...rows.map((row) => row.name.length));
        for (const row of rows) process.stdout.write(`  ${row.name.padEnd(width)}  ${row.summary}\n`);
      }
    });
