import { assignFolds, splitByUnit, unitSizes } from '../../src/dataset/folds.ts';
import { relevanceFromPairs } from '../../src/dataset/relevance.ts';
import { writeDataset } from '../../src/dataset/write.ts';
import { createRandom } from '../../src/random.ts';
import type { Item } from '../../src/types.ts';
import { toyFeatures } from './toy-features.ts';

/**
 * Writes a data set small enough to train on within a test: every concept has two left and one or two right items, whose features are noisy
 * linear images of the same hidden vector; three concepts are a unit; three folds. With tokens an item has up to five or seven of them, stored in 8 bits.
 */
export async function writeTinyDataset(folder: string, concepts = 60, hasTokens = false): Promise<void> {
  const random = createRandom(11);
  const hidden = Array.from({ length: concepts }, () => Array.from({ length: 6 }, () => random.normal()));
  const image = (width: number): number[][] =>
    Array.from({ length: width }, () => Array.from({ length: 6 }, () => random.normal() / 2.5));
  const number = (value: number): string => String(value).padStart(3, '0');
  const side = (name: string, perConcept: (concept: number) => number, width: number, tokenCount: number) => {
    const map = image(width);
    const items: Item[] = [];
    const of: number[] = [];
    const rows: number[] = [];
    hidden.forEach((vector, concept) => {
      for (let i = 0; i < perConcept(concept); i++) {
        items.push({
          id: `${name}-${number(concept)}-${i}`,
          unit: `unit-${number(Math.floor(concept / 3))}`,
          text: `${name} ${concept}`,
        });
        of.push(concept);
        rows.push(...map.map((row) => row.reduce((sum, weight, d) => sum + weight * vector[d]!, 0.1 * random.normal())));
      }
    });
    const { tokens } = toyFeatures(items.length, { width, tokens: { count: tokenCount, width: 6 } }, width);
    const global = { rows: items.length, columns: width, data: Float32Array.from(rows) };
    const features = hasTokens ? { global, tokens } : { global };
    return {
      name,
      items,
      of,
      features,
      storage: hasTokens ? ('I8' as const) : ('F32' as const),
      backbone: { id: 'drawn-by-seed' },
    };
  };
  const left = side('image', () => 2, 16, 5);
  const right = side('text', (concept) => 1 + (concept % 2), 12, 7);
  const pairs = left.of.flatMap((concept, row) =>
    right.of.flatMap((other, column) => (other === concept ? [{ row, column, grade: 1 }] : [])),
  );
  const folds = assignFolds(unitSizes([...left.items, ...right.items]), 3, 1);
  const { of: _l, ...leftSide } = left;
  const { of: _r, ...rightSide } = right;
  await writeDataset(folder, {
    name: 'tiny',
    version: '1',
    description: 'for tests',
    left: leftSide,
    right: rightSide,
    relevance: relevanceFromPairs(left.items.length, right.items.length, pairs),
    splits: folds.map((fold, i) => ({
      ...splitByUnit(`fold-${i}`, fold, left.items, right.items),
      description: 'a third of the units',
    })),
    sources: [],
  });
}
