import { z } from 'zod';
import { partCodes } from '../../dataset/part-codes.ts';
import { readJson } from '../../files/json.ts';
import { refuse } from '../refuse.ts';

const largestFile = 512 << 20;

const fileSchema = z.object({
  images: z
    .array(
      z.object({
        filename: z.string().min(1),
        filepath: z.string().optional(),
        split: z.enum(['train', 'restval', 'val', 'test']),
        sentences: z.array(z.object({ raw: z.string(), sentid: z.int().optional() })),
      }),
    )
    .min(1),
});

/** Pictures and captions of a Karpathy split, in the order of the file, with the part of every picture (`partCodes`). */
export interface KarpathySplit {
  readonly pictures: readonly { readonly file: string; readonly part: number }[];
  /** `picture` is the place in `pictures`. */
  readonly captions: readonly { readonly id: string; readonly text: string; readonly picture: number }[];
}

const partOf = { train: partCodes.train, restval: partCodes.train, val: partCodes.validation, test: partCodes.test } as const;

/**
 * Reads `dataset_coco.json` or `dataset_flickr30k.json` (Karpathy and Fei-Fei, CVPR 2015): restval is training, as is usual since Faghri et al. 2018. Throws a
 * `UserError` that names the key.
 */
export function readKarpathy(path: string): KarpathySplit {
  const { images } = readJson(fileSchema, largestFile, {
    what: 'The Karpathy split',
    place: path,
    remedy: 'Give dataset_coco.json or dataset_flickr30k.json as they are published.',
  }).value;
  const captions = images.flatMap(({ sentences }, picture) =>
    sentences.map(({ raw, sentid }) => ({ sentid, text: raw.replaceAll(/\s+/g, ' ').trim(), picture })),
  );
  if (!images.some(({ split }) => split === 'test'))
    throw refuse(path, 'No picture is in the test part.', 'Check that this is the right file.');
  return {
    pictures: images.map(({ filename, filepath, split }) => ({
      file: filepath === undefined ? filename : `${filepath}/${filename}`,
      part: partOf[split],
    })),
    captions: captions.map(({ sentid, text, picture }, i) => ({ id: String(sentid ?? i), text, picture })),
  };
}

export interface Protocol {
  readonly name: string;
  readonly description: string;
  /** The part of every picture; captions follow theirs. */
  readonly parts: Uint8Array;
}

const foldSize = 1_000;

/**
 * The protocols of the literature: `full` tests all test pictures at once (5K on COCO, 1K on Flickr30K); where there are more than 1,000, `1k-0`, `1k-1`, … test
 * consecutive thousands of them in the order of the file, and the mean over these splits is the 1K figure. Test pictures of other folds are in no part.
 */
export function protocols({ pictures }: KarpathySplit): Protocol[] {
  const tested = pictures.flatMap(({ part }, i) => (part === partCodes.test ? [i] : []));
  const full = {
    name: 'full',
    description: `All ${tested.length} test pictures at once.`,
    parts: Uint8Array.from(pictures, ({ part }) => part),
  };
  if (tested.length <= foldSize) return [full];
  const folds = Array.from({ length: Math.floor(tested.length / foldSize) }, (_, fold) => {
    const chosen = new Set(tested.slice(fold * foldSize, (fold + 1) * foldSize));
    return {
      name: `1k-${fold}`,
      description: `The ${fold + 1}. thousand of the test pictures; the mean over the thousands is the 1K figure.`,
      parts: Uint8Array.from(pictures, ({ part }, i) => (part === partCodes.test && !chosen.has(i) ? 0 : part)),
    };
  });
  return [full, ...folds];
}
