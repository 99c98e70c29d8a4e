import { z } from 'zod';
import { checkAgainst, type JsonSource } from '../files/json.ts';
import { namePattern, unprintable } from './identifiers.ts';
import { refusal, standardRemedy } from './refusal.ts';
import { pathPattern } from './safe-path.ts';

const text = z.string().refine((value) => !unprintable.test(value), 'has control characters');
const line = text.refine((value) => !value.includes('\n'), 'has more than one line');
const name = z.string().regex(namePattern, 'must be lower-case letters, digits, dots, dashes and underscores, at most 64');
const count = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

const featureSchema = z.strictObject({
  /** D of `global` [N, D]. */
  width: count,
  storage: z.enum(['F32', 'I8']),
  /** T and D of `tokens` [N, T, D], where there are token features. */
  tokens: z.strictObject({ count, width: count }).optional(),
});

const sideSchema = z.strictObject({
  /** What the data set calls this side: image, text, user, ... */
  name,
  count,
  features: featureSchema,
  /** The pretrained network that made the features. */
  backbone: z.strictObject({ id: line.min(1), sha256: sha256.optional() }),
});

const manifestSchema = z.strictObject({
  format: z.literal('matchbench-dataset'),
  formatVersion: z.literal(1),
  name,
  version: line.min(1),
  description: text,
  sides: z.strictObject({ left: sideSchema, right: sideSchema }),
  // Memory for splits is theirs times the items', whatever stands in the file of splits.
  splits: z
    .array(z.strictObject({ name, description: text }))
    .min(1)
    .max(100),
  sources: z.array(z.strictObject({ name: text.min(1), version: text, licence: text.min(1), attribution: text })),
  /** Every file of the data set but this one; no other file is read. */
  files: z.record(
    z.string().regex(pathPattern, 'must be a path inside the data set'),
    z.strictObject({ sha256, bytes: z.int().min(0) }),
  ),
});

/** `dataset.json`. */
export type DatasetManifest = z.infer<typeof manifestSchema>;
export type FeatureManifest = z.infer<typeof featureSchema>;

export const manifestFile = 'dataset.json';

/** The files every data set has. */
export const requiredFiles = [
  'left.safetensors',
  'right.safetensors',
  'left.jsonl',
  'right.jsonl',
  'qrels.tsv',
  'splits.tsv',
] as const;

/** The backbone of features that were drawn at random, of items that nobody has. */
export const syntheticBackbone = 'synthetic';

export const isSynthetic = ({ sides }: Pick<DatasetManifest, 'sides'>): boolean =>
  [sides.left, sides.right].some(({ backbone }) => backbone.id === syntheticBackbone);

export const manifestAt = (place: string): JsonSource => ({ what: 'The manifest', place, remedy: standardRemedy });

/** Pairs that are no candidates of each other; most data sets have none. */
export const excludeFile = 'exclude.tsv';

/** Checks what was read from, or shall be written to, `dataset.json`. Throws a `UserError` of kind `input`. */
export function checkManifest(value: unknown, place: string): DatasetManifest {
  const manifest = checkAgainst(manifestSchema, value, manifestAt(place));
  for (const file of requiredFiles) {
    if (!Object.hasOwn(manifest.files, file)) throw refusal(place, `The manifest does not list ${file}.`);
  }
  const repeated = manifest.splits.find((split, i) => manifest.splits.findIndex((other) => other.name === split.name) !== i);
  if (repeated !== undefined) throw refusal(place, `The split ${repeated.name} is there twice.`);
  return manifest;
}
