import * as z from 'zod';

const name = z.string().min(1).max(256);
const width = z.strictObject({ name, shape: z.array(z.int().positive().max(1e9)).max(8) });
const side = z.strictObject({ inputs: z.array(width).min(1), cached: z.array(width).min(1) });
const count = z.number().min(0);
const work = z.strictObject({ operations: count, bytes: count });
interface Indexed {
  readonly left: z.output<typeof side>;
  readonly right: z.output<typeof side>;
  readonly index?: { readonly left: string; readonly right: string };
}

/** An index is built over one vector of either side. */
function isIndexable({ index, left, right }: Indexed): boolean {
  if (index === undefined) return true;
  const width = ({ cached }: Indexed['left'], name: string): string | undefined =>
    cached.find((array) => array.name === name && array.shape.length === 1)?.shape.join();
  const found = width(left, index.left);
  return found !== undefined && found === width(right, index.right);
}

/** What `model.json` and the record say of a model. */
export const manifestSchema = z
  .strictObject({
    name,
    family: z.enum(['dual tower', 'late interaction', 'early fusion']),
    summary: z.string(),
    left: side,
    right: side,
    index: z.strictObject({ metric: z.enum(['innerProduct', 'l2']), left: name, right: name }).optional(),
    parameters: count,
    work: z.strictObject({ left: work, right: work, interaction: work, pair: work }),
  })
  .refine(isIndexable, { path: ['index'], error: 'must name a vector that each side caches, of the same width' });
