import { counted } from '../counted.ts';
import type { Part, Side, Split, Warning } from '../types.ts';
import type { SideReading } from './inspect-side.ts';
import { isIn, partCodes } from './part-codes.ts';

export interface SplitInspection {
  readonly name: string;
  readonly items: Readonly<Record<Side, Readonly<Record<Part, number>>>>;
  /** Units that have items both in a part the model learns from (train, validation) and in test. */
  readonly sharedUnits: number;
  /** Test items whose features are identical to those of a train or validation item of the same side. */
  readonly sharedFeatures: number;
}

/** Sizes of the parts and what train or validation share with test; `units` are numbered below that. */
export function inspectSplit(
  split: Split,
  sides: Readonly<Record<Side, Pick<SideReading, 'unitOf' | 'contentOf' | 'contents'>>>,
  units: number,
): SplitInspection {
  const learnedUnits = new Uint8Array(units);
  const testedUnits = new Uint8Array(units);
  let sharedFeatures = 0;
  for (const side of ['left', 'right'] as const) {
    const { unitOf, contentOf, contents } = sides[side];
    const learned = new Uint8Array(contents);
    for (const [row, code] of split[side].entries()) {
      if (code === partCodes.train || code === partCodes.validation) {
        learnedUnits[unitOf[row]!] = 1;
        learned[contentOf[row]!] = 1;
      } else if (code === partCodes.test) testedUnits[unitOf[row]!] = 1;
    }
    for (const [row, code] of split[side].entries()) if (code === partCodes.test) sharedFeatures += learned[contentOf[row]!]!;
  }
  const count = (side: Side, part: Part): number => split[side].reduce((sum, code) => sum + (isIn(code, part) ? 1 : 0), 0);
  const counts = (side: Side) => ({
    train: count(side, 'train'),
    validation: count(side, 'validation'),
    test: count(side, 'test'),
  });
  return {
    name: split.name,
    items: { left: counts('left'), right: counts('right') },
    sharedUnits: testedUnits.reduce((sum, tested, unit) => sum + (tested & learnedUnits[unit]!), 0),
    sharedFeatures,
  };
}

/** What is odd about a split. */
export function splitFindings({ name, items, sharedUnits, sharedFeatures }: SplitInspection): Warning[] {
  const empty = (['train', 'validation'] as const).filter((part) => items.left[part] === 0 || items.right[part] === 0);
  return [
    ...empty.map((part) => ({
      code: 'empty-part',
      message: `${name}: the ${part} part is empty on a side.`,
      remedy: 'Only models that are not trained can be measured on it.',
    })),
    ...(sharedUnits === 0
      ? []
      : [
          {
            code: 'shared-units',
            message: `${name}: ${counted(sharedUnits, 'unit is', 'units are')} in training or validation and in test.`,
            remedy: 'Split by unit, unless the data set keeps them in training on purpose and says so.',
          },
        ]),
    ...(sharedFeatures === 0
      ? []
      : [
          {
            code: 'shared-features',
            message: `${name}: ${counted(sharedFeatures, 'test item is', 'test items are')} identical to one in training or validation.`,
            remedy: 'Join the units that share an identical item before splitting.',
          },
        ]),
  ];
}
