import { z } from 'zod';
import { defaultModelSettings } from '../../define-model.ts';
import { deviceNames } from '../../device-names.ts';
import { defaultTrainingSettings } from '../../training/settings.ts';
import { importedModelsSchema } from './imported-schema.ts';
import { objectiveSchema } from './objective-schema.ts';
import { servingSchema } from './serving-schema.ts';
import { textModelsSchema } from './text-models-schema.ts';
import { tuningSchema } from './tuning-schema.ts';

const nameOr = (otherwise: string) =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/, `a name of letters, digits, and . _ @ + - is expected${otherwise}`);
const name = nameOr('');
const label = name.describe('A training of this suite: `model` or `model@arm`.');
const armName = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/, 'a name of letters, digits, and . _ + - is expected');
const count = z.int().min(1).max(1_000_000);
const ascending = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value > values[i - 1]!);
const sizes = (largest: number, least: number) =>
  z.array(z.int().min(1).max(largest)).min(least).max(20).refine(ascending, 'values that grow from first to last are expected');
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
const names = (least: number) => z.array(name).min(least).max(50).refine(unique, 'a name is listed twice');

const datasetSchema = z.strictObject({
  name: nameOr(' (a folder is given beside it, by the key path)').describe(
    'A data set by its name, as `matchbench list datasets` prints it.',
  ),
  path: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .describe('Folder of the data set, relative to the suite file; default: the embedded one.'),
  splits: names(1)
    .optional()
    .describe(
      'Splits to use, in order; seed k uses split k modulo their number, so that there are at least as many seeds. Default: all of them.',
    ),
});

const hardNegativesSchema = z.strictObject({
  miner: label.describe('A dual tower of the suite, trained before and without them.'),
  depth: z.int().min(1).max(1_000).default(20).describe('Nearest wrong right items of each left item, to draw from.'),
});

const trainingFields = {
  batchSize: z.int().min(2).max(65_536).describe('Right pairs a step; all B × B combinations are candidates.'),
  maxSteps: count.describe('Training ends after this many steps at the latest.'),
  stepsPerCheck: count.describe('Steps between two looks at validation MRR.'),
  patience: count.describe('Training ends after this many looks without a better validation MRR.'),
  learningRate: z.number().positive().max(1),
  warmUpSteps: z.int().min(0).max(1_000_000).describe('Steps over which the learning rate rises; then it falls along a cosine.'),
  weightDecay: z.number().min(0).max(1),
  trainShare: z
    .number()
    .positive()
    .max(1)
    .describe('Share of the families of left training items that is shown, with their right answers: 0.05 lies within 0.1.'),
};

const trainingSchema = z.strictObject({
  objective: objectiveSchema.default('info-nce').describe('By name, or { name, settings }.'),
  batchSize: trainingFields.batchSize.default(defaultTrainingSettings.batchSize),
  maxSteps: trainingFields.maxSteps.default(defaultTrainingSettings.maxSteps),
  stepsPerCheck: trainingFields.stepsPerCheck.default(defaultTrainingSettings.stepsPerCheck),
  patience: trainingFields.patience.default(defaultTrainingSettings.patience),
  learningRate: trainingFields.learningRate.default(defaultTrainingSettings.learningRate),
  warmUpSteps: trainingFields.warmUpSteps.default(defaultTrainingSettings.warmUpSteps),
  weightDecay: trainingFields.weightDecay.default(defaultTrainingSettings.weightDecay),
  trainShare: trainingFields.trainShare.default(1),
  hardNegatives: hardNegativesSchema
    .optional()
    .describe('Every second pair of a batch holds a wrong answer that the miner finds close: the same lists for every model.'),
});

const width = z.int().min(1).max(16_384);
const fusionHidden = z.array(width).min(1).max(8);
const rate = z.number().min(0).lt(1);
const networkSchema = z.strictObject({
  hidden: width.default(defaultModelSettings.hidden).describe('Width of the hidden layer of a tower.'),
  embedding: width.default(defaultModelSettings.embedding).describe('Width of what a tower puts out.'),
  fusionHidden: fusionHidden.default([...defaultModelSettings.fusionHidden]).describe('Widths of the layers that score a pair.'),
  inputDropout: rate.default(defaultModelSettings.inputDropout),
  hiddenDropout: rate.default(defaultModelSettings.hiddenDropout),
});

const widthFields = { hidden: width.optional(), embedding: width.optional(), fusionHidden: fusionHidden.optional() };
const widthSchema = z.strictObject(widthFields);

const armSchema = z.strictObject({
  model: name.describe('A model by its name.'),
  arm: armName
    .optional()
    .describe('Names the training `model@arm`: shown beside the models, no contender. Needed where a model is listed twice.'),
  objective: objectiveSchema.optional().describe("In place of the suite's own."),
  training: z.strictObject(trainingFields).partial().optional().describe("In place of the suite's own settings."),
  network: z
    .strictObject({ ...widthFields, inputDropout: rate.optional(), hiddenDropout: rate.optional() })
    .optional()
    .describe("In place of the suite's own widths and rates."),
  budgetOf: label.optional().describe('Batch, steps, checks and warm-up of another model of the suite, in place of its own.'),
  hardNegatives: hardNegativesSchema.optional(),
  frozen: label
    .optional()
    .describe(
      'A model of the suite that this one holds as a part (dual-cosine in mlb-dual): its trained weights are taken over and not trained again.',
    ),
});

const sweepSchema = z.strictObject({
  scorer: name.describe('A scorer with an index, as `matchbench list scorers` prints it.'),
  knob: name.describe('The setting that trades recall for time: efSearch, nprobe.'),
  values: sizes(1_000_000, 1),
  settings: z.record(name, z.number()).default({}).describe('Settings that stay fixed while the knob moves.'),
});

const scaleSchema = z.strictObject({
  scorer: name,
  pairs: sizes(1_000_000_000, 1).describe('Numbers of pairs N × M to score; five or more let a fit have an interval.'),
});

const batchSchema = z.strictObject({
  scorer: name,
  batches: sizes(100_000, 1).describe('Numbers of queries that are asked at once.'),
  candidates: sizes(100_000_000, 1).optional().describe('Numbers of candidates. Default: all of the test part.'),
});

const costSchema = z.strictObject({
  seeds: count.default(1).describe('Cost is measured for the first seeds only: speed does not depend on weights.'),
  datasets: names(1).optional().describe('Data sets that cost is measured on. Default: all of them.'),
  models: names(1)
    .optional()
    .describe('Models whose cost is measured: those of equal shape cost the same. Default: all of them.'),
  k: z.int().min(1).max(1_000).default(10).describe('Answers wanted for each query.'),
  latencyQueries: z.int().min(11).max(100_000).default(700).describe('Timed single queries; a p99 needs 662.'),
  latencySeconds: z
    .number()
    .positive()
    .max(3_600)
    .default(20)
    .describe('A latency series ends after this time, with fewer queries.'),
  latency: names(0).default([]).describe('Scorers whose single-query latency is taken.'),
  idleSeconds: z
    .number()
    .positive()
    .max(60)
    .optional()
    .describe('Pause before each query of a series that follows the latencies. Default: no such series.'),
  sweeps: z.array(sweepSchema).max(20).default([]),
  scale: z.array(scaleSchema).max(20).default([]),
  batch: z.array(batchSchema).max(20).default([]).describe('Scorers that answer many queries at once, by how many.'),
  memory: names(0).default([]).describe('Scorers whose peak memory is taken, each in a process of its own.'),
});

/** What a suite file may say. Every key is checked, and what is left out is filled in here and stored with the record. */
export const suiteSchema = z.strictObject({
  name: name.describe('What the suite is called, in its runs and reports.'),
  description: z.string().max(2_000).default(''),
  claim: z
    .boolean()
    .default(true)
    .describe('false: the suite is too small to compare families of models, and its report says so.'),
  datasets: z.array(datasetSchema).min(1).max(20).describe('Data sets, each { name } or { name, path, splits }.'),
  seeds: z.int().min(1).max(100).default(1).describe('Number of seeds; they are 0, 1, 2, …'),
  models: z
    .array(z.union([label, armSchema]))
    .min(1)
    .max(50)
    .describe('Models by name, as `matchbench list models` prints them; `model@objective`; or a model with settings of its own.'),
  importedModels: importedModelsSchema.optional().describe('Models from `.onnx` files, measured beside those that are trained.'),
  textModels: textModelsSchema
    .optional()
    .describe('Networks that read the texts of items instead of features, from folders in the layout of transformers.js.'),
  baseline: label.describe('A dual tower of this suite by its name, no arm: what the others are compared with.'),
  training: trainingSchema.prefault({}).describe('One block for all models, of whichever family.'),
  network: networkSchema.prefault({}).describe('Widths and rates of the networks, the same for all models.'),
  widths: z.record(label, widthSchema).default({}).describe('Widths of single models, where they differ from `network`.'),
  equalTimeArm: z
    .boolean()
    .default(false)
    .describe(
      'Train every model of another family than that of the baseline once more, for as long as the baseline took; not what is frozen.',
    ),
  twoSeedsArm: z
    .boolean()
    .default(false)
    .describe(
      'Train the baseline once more with another seed and average both scores: an ensemble that a fusion of scores has to beat.',
    ),
  pairFiltering: z
    .boolean()
    .default(false)
    .describe('Judge pairs too: thresholds, calibration, and queries that have no right answer.'),
  tuning: tuningSchema.prefault({}).describe('What `matchbench tune` draws from; a run does not look at it.'),
  threads: z.int().min(1).max(256).default(2),
  device: z
    .enum(deviceNames)
    .default('cpu')
    .describe('What computes; `matchbench doctor` says which work here, and what each needs.'),
  allowFallback: z
    .boolean()
    .default(false)
    .describe('Let operations that the device cannot do run on the CPU; otherwise they fail the cell. The record says which.'),
  cost: costSchema.prefault({}),
  serving: servingSchema
    .optional()
    .describe('Ways to serve, from all cached to nothing cached: quality, single queries, load, and growth with candidates.'),
  cellMinutes: z
    .number()
    .positive()
    .max(1_440)
    .optional()
    .describe(
      'A cell that takes longer is stopped and counted as failed. Default: thirty times the time that was expected of it, and two minutes.',
    ),
});

/** A suite with every default filled in. */
export type Suite = z.output<typeof suiteSchema>;
