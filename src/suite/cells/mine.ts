import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { writeSafetensors } from '../../files/safetensors.ts';
import { openRowScores } from '../../retrieval/row-scores.ts';
import { collectTopK } from '../../retrieval/top-k.ts';
import { knownRight } from '../../training/known-right.ts';
import type { Device } from '../../types.ts';
import type { CellRun, SplitKey } from '../cell.ts';

export interface MineCell {
  /** The folder of the trained tower that searches. */
  readonly folder: string;
  /** Where the lists go, relative to OUT. */
  readonly file: string;
  readonly depth: number;
  readonly threads: number;
  readonly device: Device;
}

/** Left items searched at a time. */
const block = 16;

/**
 * Lists for every left training item the right training items that a trained tower finds closest and that are not right, nor the twin of a right one, nor excluded:
 * `neighbours` [N, depth], int32, nearest first, −1 where there are fewer.
 */
export const run: CellRun<MineCell, SplitKey> = async ({ key, settings }, context) => {
  const { folder, file, depth, threads, device } = settings;
  const { dataset: name, split } = key;
  const part = takePart(await loadDataset(context.dataset(name)), split, 'train');
  const scorer = await openRowScores(context.input(folder), part.left.features, part.right.features, { threads, device });
  const barred = [knownRight(part), ...(part.exclude === undefined ? [] : [part.exclude])];
  const drawable = new Set(part.relevance.columnOf);
  // Right items that no left item asks for cannot be half of a pair.
  const columns = Uint32Array.from(drawable).sort();
  const positions = new Map([...columns].map((column, position) => [column, position]));
  const rows = part.left.items.length;
  const top = collectTopK(rows, depth);
  for (let first = 0; first < rows; first += block) {
    const lefts = Uint32Array.from({ length: Math.min(block, rows - first) }, (_, i) => first + i);
    const scores = await scorer.score(lefts, columns);
    lefts.forEach((row, i) => {
      const own = scores.subarray(i * columns.length, (i + 1) * columns.length);
      for (const { offsets, columnOf } of barred) {
        for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
          const position = positions.get(columnOf[at]!);
          if (position !== undefined) own[position] = -Infinity;
        }
      }
      top.offer(row, own, 0, 1, own.length, 0);
    });
    if (first % (64 * block) === 0) context.progress(first / rows, 'searching');
  }
  await scorer.close();
  const found = top.finish();
  const data = Int32Array.from(found.rows, (position, i) =>
    position < 0 || found.scores[i] === -Infinity ? -1 : columns[position]!,
  );
  await writeSafetensors(context.output(file), { neighbours: { dtype: 'I32', shape: [rows, depth], data } });
  return { details: { file, listed: data.filter((row) => row >= 0).length } };
};
