import { partCodes } from '../dataset/part-codes.ts';
import { createRandom, deriveSeed } from '../random.ts';

const validationShare = 0.1;

/**
 * The part code of every unit in every fold, by the rule of `assignFolds` but for very many units: the largest first, each to the fold with the fewest
 * items so far, equal sizes in an order drawn by the seed; in every fold a tenth of the others, at least one, validates.
 */
export function dealFolds(sizes: Uint32Array, folds: number, seed: number): Uint8Array[] {
  const order = createRandom(deriveSeed(seed, 'folds')).shuffle(Uint32Array.from(sizes, (_, unit) => unit));
  const drawn = new Uint32Array(sizes.length);
  for (const [turn, unit] of order.entries()) drawn[unit] = turn;
  order.sort((a, b) => sizes[b]! - sizes[a]! || drawn[a]! - drawn[b]!);
  const totals = new Float64Array(folds);
  const testedIn = new Uint8Array(sizes.length);
  for (const unit of order) {
    const fold = totals.indexOf(Math.min(...totals));
    totals[fold]! += sizes[unit]!;
    testedIn[unit] = fold;
  }
  return Array.from(totals, (_, fold) => {
    const others = order.filter((unit) => testedIn[unit] !== fold).sort();
    createRandom(deriveSeed(seed, 'validation', fold)).shuffle(others);
    const codes = Uint8Array.from(sizes, (_size, unit) => (testedIn[unit] === fold ? partCodes.test : partCodes.train));
    for (const unit of others.subarray(0, Math.max(1, Math.round(others.length * validationShare))))
      codes[unit] = partCodes.validation;
    return codes;
  });
}
