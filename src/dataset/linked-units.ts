import { counted } from '../counted.ts';
import type { DatasetPart, Warning } from '../types.ts';
import { joinFamilies } from './families.ts';

/**
 * A doubt about a part of a data set whose units, which intervals resample and tests exchange, are linked by right answers: two questions about one person are
 * both hard when that person is. None where right answers lie within units, or no two units of a side share an answer, however far.
 */
export function linkedUnits(dataset: string, { left, right, relevance }: DatasetPart): Warning[] {
  const pairs = left.items.flatMap(({ unit }, row) =>
    [...relevance.columnOf.subarray(relevance.offsets[row]!, relevance.offsets[row + 1]!)].map(
      (column) => [unit, right.items[column]!.unit] as const,
    ),
  );
  // Units that share a unit of answers are joined as families are that share a content.
  const joined = joinFamilies(pairs.map(([unit, content]) => ({ unit, content })));
  const groups = new Set(joined.values()).size;
  const sides = { left: joined.size, right: new Set(pairs.map(([, unit]) => unit)).size };
  const linked = (['left', 'right'] as const)
    .filter((side) => sides[side] > groups)
    .map((side) => counted(sides[side], `${side} unit`));
  if (linked.length === 0) return [];
  return [
    {
      code: 'linked-units',
      message: `${dataset}: right answers link ${linked.join(' and ')} of the test part into ${counted(groups, 'group')}. Intervals over families and p take units for independent: the intervals may be too narrow, and p too small.`,
      remedy: 'Where each seed tests a split of its own, go by the interval over seeds.',
    },
  ];
}
