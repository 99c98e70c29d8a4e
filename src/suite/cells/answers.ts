import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { realPathInside } from '../../files/inside-folder.ts';
import { floatMatrix, readSafetensors } from '../../files/safetensors.ts';
import { sha256File } from '../../files/sha256.ts';
import type { CellRecord, Figure } from '../../record.ts';
import { directions } from '../../report/figures/per-query.ts';
import { readFeatures } from '../../retrieval/features-file.ts';
import { answerTolerance, areSameAnswers, compareAnswers } from '../../retrieval/same-answers.ts';
import { scoreMatrix } from '../../retrieval/score-matrix.ts';
import type { Device, Matrix } from '../../types.ts';
import type { CellRun, TrainingKey } from '../cell.ts';
import { layout } from '../planning/layout.ts';

export interface AnswersCell {
  /** The model folder relative to OUT. */
  readonly folder: string;
  /** Scores that the run wrote whose weights these are, and its folder; left out where it kept none. */
  readonly recorded?: { readonly from: string; readonly file: CellRecord['files'][number] };
  readonly threads: number;
  readonly device: Device;
}

/** The k of the answers that must be the same. */
const best = 10;

/**
 * Scores every test pair on this device and compares with the record of the run whose weights these are, or with the CPU of this machine where that kept no
 * scores. Other answers fail the cell, and with it every cell that would have measured how fast they come.
 */
export const run: CellRun<AnswersCell, TrainingKey> = async ({ key, settings }, context) => {
  const { folder, recorded, threads, device } = settings;
  const { dataset, split, model, seed } = key;
  const [left, right] = await Promise.all(
    (['left', 'right'] as const).map((side) => readFeatures(context.input(layout.features(dataset, split, side)))),
  );
  const scoresOn = (on: Device): Promise<Matrix> => scoreMatrix(context.input(folder), left!, right!, { threads, device: on });
  const here = await scoresOn(device);
  context.progress(0.6, 'comparing');
  const reference = recorded === undefined ? await scoresOn('cpu') : await recordedScores(recorded);
  const comparison = compareAnswers(reference, here, best);
  const counts = { leftCount: here.rows, rightCount: here.columns };
  const subject = { model, dataset, split, seed, device, ...counts };
  const figures: Figure[] = [
    // A JSON file has no infinity.
    ...(Number.isFinite(comparison.largestDifference)
      ? [{ ...subject, metric: 'score difference', unit: 'fraction', value: comparison.largestDifference }]
      : []),
    ...directions.map((direction) => ({
      ...subject,
      direction,
      metric: 'same ten best',
      unit: 'fraction',
      value: comparison.sameBest[direction],
    })),
  ];
  const details = { reference: recorded === undefined ? 'the CPU of this machine' : 'the record', tolerance: answerTolerance };
  if (areSameAnswers(comparison)) return { figures, details };
  const same = Math.min(...Object.values(comparison.sameBest));
  return {
    figures,
    details,
    failure: {
      kind: 'internal',
      message: `${device} does not give the answers of ${details.reference}: scores differ by up to ${(100 * comparison.largestDifference).toPrecision(2)} % of their range, and ${(100 * same).toFixed(1)} % of the queries have the same ten best; speed without equal answers is no result`,
      place: folder,
      remedy: 'Measure on a device, or with a version of its driver, that computes in float32.',
    },
  };
};

async function recordedScores({ from, file }: NonNullable<AnswersCell['recorded']>): Promise<Matrix> {
  const path = realPathInside(from, file.path);
  if ((await sha256File(path)).sha256 !== file.sha256) {
    throw new UserError('input', 'The file is not the one that the run wrote.', {
      place: join(from, file.path),
      remedy: 'Restore the folder as the run left it, or run the suite again.',
    });
  }
  return floatMatrix(await readSafetensors(path), 'scores');
}
