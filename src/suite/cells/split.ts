import { formatQrels } from '../../dataset/formats/qrels.ts';
import { linkedUnits } from '../../dataset/linked-units.ts';
import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { transposeRelevance } from '../../dataset/relevance.ts';
import { writeSafetensors } from '../../files/safetensors.ts';
import { writeWhole } from '../../files/whole-file.ts';
import { featureTensors } from '../../retrieval/features-file.ts';
import type { CellRun, NoSettings, SplitKey } from '../cell.ts';
import { layout } from '../planning/layout.ts';

/** Writes the test part of a split for other programs: right answers, ids, and features exactly as models see them; doubts units that are linked. */
export const run: CellRun<NoSettings, SplitKey> = async ({ key }, context) => {
  const { dataset: name, split } = key;
  const part = takePart(await loadDataset(context.dataset(name)), split, 'test');
  const { left, right, relevance } = part;
  await writeWhole(context.output(layout.qrels(name, split, 'left-right')), formatQrels(left.items, right.items, relevance));
  const reversed = formatQrels(right.items, left.items, transposeRelevance(relevance));
  await writeWhole(context.output(layout.qrels(name, split, 'right-left')), reversed);
  for (const [side, { items, features }] of [['left', left] as const, ['right', right] as const]) {
    await writeSafetensors(context.output(layout.features(name, split, side)), featureTensors(features));
    await writeWhole(context.output(layout.ids(name, split, side)), items.map(({ id }) => `${id}\n`).join(''));
  }
  return {
    details: { testItems: { left: left.items.length, right: right.items.length } },
    warnings: linkedUnits(name, part),
  };
};
