import { Argument, Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { UserError } from '../errors.ts';
import type { Side } from '../types.ts';
import type { ListedModel } from './model-list.ts';
import { printJson } from './print-json.ts';

interface Row {
  readonly name: string;
  readonly summary: string;
}

type Widths = Readonly<Record<Side, number>>;

/** Feature widths of the first data set that comes with matchbench. */
async function embeddedWidths(): Promise<Widths> {
  const [{ datasetNames, datasetPath }, { readManifest }] = await Promise.all([
    import('../suite/installation.ts'),
    import('../dataset/load.ts'),
  ]);
  const [first] = datasetNames();
  if (first === undefined)
    throw new UserError('input', 'There is no data set to take feature widths from.', {
      remedy: 'Give them: --widths 1280,384.',
    });
  const { left, right } = (await readManifest(datasetPath(first))).manifest.sides;
  return { left: left.features.width, right: right.features.width };
}

function parseWidths(text: string): Widths {
  const found = /^([1-9]\d{0,4}),([1-9]\d{0,4})$/.exec(text);
  if (found === null) throw new InvalidArgumentError('Two widths are expected, left and right: 1280,384.');
  return { left: Number(found[1]), right: Number(found[2]) };
}

/** What can be named in a suite or met in a result. Each list loads only what it prints. */
const lists = {
  models: async (widths: Widths | undefined) => {
    const { listModels } = await import('./model-list.ts');
    return listModels(widths ?? (await embeddedWidths()));
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
} satisfies Readonly<Record<string, (widths: Widths | undefined) => Promise<Row[]>>>;

const names = Object.keys(lists) as (keyof typeof lists)[];

/** `matchbench list`: the names there are. */
export const listCommand = () =>
  new Command('list')
    .description('list models, suites, data sets, scorers or metrics')
    .addArgument(new Argument('[what]', 'which list; all of them by default').choices(names))
    .option(
      '--widths <left,right>',
      'feature widths that models are described at (default: those of the first data set)',
      parseWidths,
    )
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  $ matchbench list models --widths 1280,384\n  $ matchbench list --json')
    .action(async (what, { widths, json }) => {
      const chosen = what === undefined ? names : [what];
      const found: Record<string, readonly Row[]> = {};
      for (const name of chosen) found[name] = await lists[name](widths);
      if (json) {
        printJson(found);
        return;
      }
      for (const [name, rows] of Object.entries(found)) {
        if (chosen.length > 1) process.stdout.write(`${name}\n`);
        const lines = name === 'models' ? (await import('./model-list.ts')).modelTable(rows as ListedModel[]) : aligned(rows);
        for (const line of lines) process.stdout.write(`  ${line}\n`);
      }
    });

function aligned(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map((row) => row.name.length));
  return rows.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}`);
}
