import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fetchedNames } from '../../catalogue/fetched-names.ts';
import { generatedDatasets } from '../../catalogue/planted.ts';
import { loadDataset } from '../../dataset/load.ts';
import { type DatasetManifest, manifestFile } from '../../dataset/manifest.ts';
import { takePart } from '../../dataset/part.ts';
import { readManifest } from '../../dataset/read-folder.ts';
import { withWordShapes } from '../../dataset/word-shapes.ts';
import { objectionToShapes, takesWords } from '../../define-model.ts';
import { UserError } from '../../errors.ts';
import { suggestion } from '../../nearest-name.ts';
import { scorers } from '../../retrieval/scorer-kinds.ts';
import type { Device, Part } from '../../types.ts';
import type { Cell } from '../cell.ts';
import { datasetPath, generatedPath, suiteNames, suitePath } from '../installation.ts';
import { importedFaults, readImportedModels } from '../planning/imported-models.ts';
import { planCells } from '../planning/plan.ts';
import { planExamples } from '../planning/plan-examples.ts';
import { planImported } from '../planning/plan-imported.ts';
import { planServing } from '../planning/plan-serving.ts';
import { planTextModels } from '../planning/plan-text-models.ts';
import { planTuning } from '../planning/plan-tuning.ts';
import { armsOf, modelOf } from '../reading/arms.ts';
import { type Fault, refuseFaults } from '../reading/faults.ts';
import { knownNames } from '../reading/known-names.ts';
import { parseSuite } from '../reading/parse-suite.ts';
import { readYamlText } from '../reading/read-yaml.ts';
import type { Suite } from '../reading/schema.ts';
import { servingFaults } from '../reading/serving-faults.ts';
import { readTextModels, textsOf } from '../reading/text-models.ts';
import { unusedSplitFaults } from '../reading/unused-splits.ts';

export interface SuiteOptions {
  /** A name of `matchbench list suites`, or the path of a YAML file. */
  readonly suite: string;
  /** A folder of a data set that takes the place of those of the suite, with all its splits. */
  readonly data?: string;
  /** These take the place of what the suite says. */
  readonly seeds?: number;
  readonly threads?: number;
  readonly device?: Device;
  readonly allowFallback?: boolean;
  /** Trials of every model, for tuning. */
  readonly trials?: number;
}

/** A suite, its data sets, and the cells that it takes. */
export interface Prepared {
  readonly suite: Suite;
  readonly datasets: Readonly<
    Record<string, { readonly folder: string; readonly hash: string; readonly manifest: DatasetManifest }>
  >;
  readonly cells: readonly Cell[];
}

/**
 * Reads a suite, plans it, and reads its data sets whole, once, so that what is wrong with one ends a run before anything is written. Throws a
 * `UserError` of kind `input` or `storage`.
 */
export async function prepareSuite(options: SuiteOptions, plan: 'run' | 'tuning' = 'run'): Promise<Prepared> {
  const { suite: read, file, text, place } = readSuite(options.suite);
  const suite: Suite = {
    ...read,
    ...(options.data === undefined ? {} : await inPlace(read, options.data)),
    seeds: options.seeds ?? read.seeds,
    threads: options.threads ?? read.threads,
    device: options.device ?? read.device,
    allowFallback: options.allowFallback ?? read.allowFallback,
    tuning: { ...read.tuning, trials: options.trials ?? read.tuning.trials },
  };
  // Fewer seeds than the file says are asked for to see less: a run says what it leaves out.
  if (options.seeds === undefined) refuseFaults(text, place, unusedSplitFaults(suite));
  return prepare(suite, dirname(file), plan, (faults) => refuseFaults(text, place, faults));
}

/** A suite as its file says, by name or path. Throws a `UserError` of kind `input` or `storage`. */
export function readSuite(named: string): {
  readonly suite: Suite;
  readonly file: string;
  readonly text: string;
  readonly place: string;
} {
  const file = locate(named);
  const [text, place] = [readYamlText(file), relative('.', file)];
  return { suite: parseSuite(text, place, knownNames()), file, text, place };
}

/** @param folder what paths of data sets are relative to; @param refuse is given what data and suite say against each other, and throws if that is anything */
export async function prepare(
  suite: Suite,
  folder: string,
  plan: 'run' | 'tuning',
  refuse: (faults: readonly Fault[]) => void,
): Promise<Prepared> {
  const datasets: Record<string, Prepared['datasets'][string]> = {};
  for (const { name, path } of suite.datasets) {
    const place = path === undefined ? await folderOf(name) : resolve(folder, path);
    const { manifest, hash } = await readManifest(place);
    if (manifest.name !== name) {
      throw new UserError('input', `the suite calls the data set "${name}", it calls itself "${manifest.name}"`, {
        place,
        remedy: 'Give the data set in the suite the name that it has in its dataset.json.',
      });
    }
    const described = armsOf(suite).some((arm) => takesWords(modelOf(arm))) ? await withWordShapes(place, manifest) : manifest;
    datasets[name] = { folder: place, hash, manifest: described };
  }
  refuse([
    ...splitFaults(suite, datasets),
    ...featureFaults(suite, datasets),
    ...servingFaults(suite, scorers),
    ...importedFaults(suite),
  ]);
  const imported = await readImportedModels(suite, folder, datasets);
  const textModels = await readTextModels(suite, folder);
  const manifests = Object.fromEntries(Object.entries(datasets).map(([name, { manifest }]) => [name, manifest]));
  const facts = Object.fromEntries(scorers.map(({ name, indexOnly }) => [name, { indexOnly }]));
  const cells =
    plan === 'run'
      ? [
          ...planCells(suite, manifests, facts),
          ...planImported(suite, manifests, imported, facts),
          ...planTextModels(suite, manifests, textModels),
          ...planExamples(suite, manifests, imported),
          ...planServing(suite, manifests, imported),
        ]
      : planTuning(suite, manifests);
  // No trial reads test items.
  await readDatasets({ suite, datasets, cells }, plan === 'run' ? ['train', 'validation', 'test'] : ['train', 'validation']);
  return { suite, datasets, cells };
}

/** Of a data set by its name; what is drawn, not collected, is made now unless it is there. */
async function folderOf(name: string): Promise<string> {
  const generated = Object.hasOwn(generatedDatasets, name) ? generatedDatasets[name] : undefined;
  if (generated === undefined) {
    const folder = datasetPath(name);
    if (!existsSync(join(folder, manifestFile))) throw notHere(name, folder);
    return folder;
  }
  const folder = generatedPath(name, generated.version);
  if (!existsSync(join(folder, manifestFile))) await generated.build(folder);
  return folder;
}

/** A data set that is known, and has to be brought first. */
function notHere(name: string, place: string): UserError {
  const isFetched = (fetchedNames as readonly string[]).includes(name);
  const why = isFetched ? 'it does not come with matchbench, it is fetched' : 'the package comes without data';
  const remedy = isFetched
    ? `Run matchbench data fetch ${name}.`
    : 'Measure your own with --data DIR (matchbench data import makes it), or work in a clone of the repository.';
  return new UserError('input', `the data set "${name}" is not here: ${why}`, { place, remedy });
}

/** The suite's data sets, where another takes their place: cost is measured on it too. */
async function inPlace({ cost }: Suite, folder: string): Promise<Pick<Suite, 'datasets' | 'cost'>> {
  const { name } = (await readManifest(folder)).manifest;
  return { datasets: [{ name, path: resolve(folder) }], cost: { ...cost, datasets: undefined } };
}

/** Splits that a data set does not have. Their names differ by a number: the nearest one would be a guess. */
function splitFaults(suite: Suite, datasets: Prepared['datasets']): Fault[] {
  return suite.datasets.flatMap(({ name, splits = [] }, i) => {
    const known = datasets[name]!.manifest.splits.map((split) => split.name);
    return splits.flatMap((split, j) =>
      known.includes(split)
        ? []
        : [
            {
              path: ['datasets', i, 'splits', j],
              message: `data set "${name}" has no split "${split}". Known: ${known.join(', ')}.`,
            },
          ],
    );
  });
}

/** Models that cannot be built for the features of a data set of the suite. */
function featureFaults(suite: Suite, datasets: Prepared['datasets']): Fault[] {
  return armsOf(suite).flatMap((arm, i) =>
    Object.entries(datasets).flatMap(([name, { manifest }]) => {
      const { left, right } = manifest.sides;
      const reason = objectionToShapes(modelOf(arm), { left: left.features, right: right.features });
      return reason === undefined
        ? []
        : [{ path: ['models', i], message: `${arm.label} cannot match data set "${name}": ${reason}` }];
    }),
  );
}

/** Reads every data set, and the parts of the splits that cells name; where a model reads texts, every item has one. */
async function readDatasets({ suite, datasets, cells }: Prepared, parts: readonly Part[]): Promise<void> {
  for (const [name, { folder }] of Object.entries(datasets)) {
    const dataset = await loadDataset(folder);
    if (suite.textModels !== undefined) for (const side of [dataset.left, dataset.right]) textsOf(side, folder);
    const used = new Set(cells.flatMap(({ key }) => (key.dataset === name && key.split !== undefined ? [key.split] : [])));
    for (const split of used) for (const part of parts) takePart(dataset, split, part);
  }
}

function locate(suite: string): string {
  if (suiteNames().includes(suite)) return suitePath(suite);
  if (existsSync(suite)) return suite;
  const looksLikeFile = /[/\\]|\.ya?ml$/.test(suite);
  throw new UserError('input', looksLikeFile ? 'the suite file does not exist' : `there is no suite "${suite}"`, {
    place: suite,
    remedy: looksLikeFile ? 'Check the path.' : suggestion(suite, suiteNames()),
  });
}
