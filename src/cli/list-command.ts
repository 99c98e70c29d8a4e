import { Argument, Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { UserError } from '../errors.ts';
import type { FeatureShape } from '../types.ts';
import type { FeatureShapes, ListedModel } from './model-list.ts';
import { printJson } from './print-json.ts';
import { printText, terminalWidth } from './terminal.ts';

interface Row {
  readonly name: string;
  readonly summary: string;
  readonly formula?: string;
  readonly paper?: string;
}

/** Those of the backbones that matchbench has: EfficientNet-Lite0 on the left, MiniLM on the right. */
const usualShapes: FeatureShapes = { left: { width: 1280 }, right: { width: 384 } };

/** Sizes of the features of the first data set that comes with matchbench; the package of npm comes without any. */
async function embeddedShapes(): Promise<FeatureShapes> {
  const [{ datasetNames, datasetPath }, { readManifest }, { withWordShapes }] = await Promise.all([
    import('../suite/installation.ts'),
    import('../dataset/read-folder.ts'),
    import('../dataset/word-shapes.ts'),
  ]);
  const [first] = datasetNames();
  if (first === undefined) return usualShapes;
  const folder = datasetPath(first);
  const { left, right } = (await withWordShapes(folder, (await readManifest(folder)).manifest)).sides;
  return { left: left.features, right: right.features };
}

function parseWidths(text: string): FeatureShapes {
  const found = /^([1-9]\d{0,4}),([1-9]\d{0,4})$/.exec(text);
  if (found === null) throw new InvalidArgumentError('Two widths are expected, left and right: 1280,384.');
  return { left: { width: Number(found[1]) }, right: { width: Number(found[2]) } };
}

type TokenSizes = readonly [FeatureShape['tokens'], FeatureShape['tokens']];

function parseTokens(text: string): TokenSizes {
  const found = /^([1-9]\d{0,4})x([1-9]\d{0,4}),([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text);
  if (found === null)
    throw new InvalidArgumentError('Numbers of tokens and their widths are expected, left and right: 8x384,160x384.');
  const [leftCount, leftWidth, rightCount, rightWidth] = found.slice(1).map(Number) as [number, number, number, number];
  return [
    { count: leftCount, width: leftWidth },
    { count: rightCount, width: rightWidth },
  ];
}

/** What can be named in a suite or met in a result. Each list loads only what it prints. */
const lists = {
  models: async (widths: FeatureShapes | undefined, tokens: TokenSizes | undefined) => {
    const { listModels } = await import('./model-list.ts');
    const { left, right } = widths ?? (await embeddedShapes());
    return listModels({
      left: { ...left, tokens: tokens?.[0] ?? left.tokens },
      right: { ...right, tokens: tokens?.[1] ?? right.tokens },
    });
  },
  objectives: async (): Promise<Row[]> => {
    const { objectives } = await import('../training/objectives/objectives.ts');
    return Object.entries(objectives).map(([name, { summary, formula, paper, settings }]) => {
      const keys = Object.keys(settings.shape);
      return { name, summary: keys.length === 0 ? summary : `${summary}; settings ${keys.join(', ')}`, formula, paper };
    });
  },
  suites: async () => {
    const [{ parseSuite }, { suiteNames, suitePath }, { knownNames }, { readFile }] = await Promise.all([
      import('../suite/reading/parse-suite.ts'),
      import('../suite/installation.ts'),
      import('../suite/reading/known-names.ts'),
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
      import('../dataset/read-folder.ts'),
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
    const { scorers } = await import('../retrieval/scorer-kinds.ts');
    return scorers.map(({ name, summary, knobs }) => {
      const settings = Object.entries(knobs).map(([knob, { atSearch }]) => (atSearch ? `${knob} (sweep)` : knob));
      return { name, summary: settings.length === 0 ? summary : `${summary}; settings ${settings.join(', ')}` };
    });
  },
  metrics: async () => {
    const [{ metrics }, { costMetrics }, { pairMetrics }] = await Promise.all([
      import('../metrics/metrics.ts'),
      import('../report/costs/cost-metrics.ts'),
      import('../report/figures/pair-series.ts'),
    ]);
    return Object.entries({ ...metrics, ...costMetrics, ...pairMetrics }).map(([name, { unit, summary }]) => ({
      name,
      summary: `${summary} (${unit})`,
    }));
  },
} satisfies Readonly<Record<string, (widths: FeatureShapes | undefined, tokens: TokenSizes | undefined) => Promise<Row[]>>>;

const names = Object.keys(lists) as (keyof typeof lists)[];

/** `matchbench list`: the names there are. */
export const listCommand = () =>
  new Command('list')
    .description('list models, objectives, suites, data sets, scorers or metrics')
    .addArgument(new Argument('[what]', 'which list; all of them by default').choices(names))
    .option(
      '--widths <left,right>',
      'feature widths that models are described at (default: those of the first data set, or 1280,384)',
      parseWidths,
    )
    .option('--tokens <left,right>', 'tokens an item and their widths, for models that match tokens: 8x384,160x384', parseTokens)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  $ matchbench list models --widths 1280,384\n  $ matchbench list --json')
    .action(async (what, { widths, tokens, json }) => {
      const chosen = what === undefined ? names : [what];
      const found: Record<string, readonly Row[]> = {};
      for (const name of chosen) found[name] = await lists[name](widths, tokens);
      if (json) {
        printJson(found);
        return;
      }
      const indent = '  ';
      const terminal = terminalWidth();
      const width = terminal === undefined ? undefined : terminal - indent.length;
      for (const [name, rows] of Object.entries(found)) {
        const lines = name === 'models' ? await modelLines(rows as ListedModel[], width) : await linesOf(rows, width);
        await printText([...(chosen.length > 1 ? [name] : []), ...lines.map((line) => `${indent}${line}`), ''].join('\n'));
      }
    });

const modelLines = async (rows: readonly ListedModel[], width: number | undefined): Promise<string[]> =>
  (await import('./model-list.ts')).modelTable(rows, width);

/** Columns that no row has are left out. */
async function linesOf(rows: readonly Row[], width: number | undefined): Promise<string[]> {
  const { tableOf, textColumn } = await import('../report/text/terminal-table.ts');
  const keys = (['name', 'summary', 'formula', 'paper'] as const).filter((key) => rows.some((row) => row[key] !== undefined));
  return tableOf(
    keys.map(textColumn),
    rows.map((row) => keys.map((key) => row[key] ?? '')),
    width,
  );
}
