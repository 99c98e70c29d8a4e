import { formatPercent, formatPoints } from '../../decision/quantities.ts';
import { decisionMetric } from '../../metrics/metrics.ts';
import type { Figure, RunRecord } from '../../record.ts';
import { carriedOver, teacherLead, toOwnModel } from '../figures/derived-names.ts';
import { formatInterval } from '../figures/figure-format.ts';
import { find, measured, select } from '../figures/figure-lookup.ts';
import { objectiveArms } from '../figures/objective-arms.ts';
import { modelOfArm } from '../record/arms.ts';

/**
 * How much of the lead of a teacher each of its pupils carries over on one data set, both directions together: a sentence about the lead and one about the pupils, for every
 * teacher and model. Plain text.
 */
export function distillationText(record: RunRecord, figures: readonly Figure[], dataset: string): string[] {
  const overall = select(figures, { dataset, seed: 'all', direction: undefined, scorer: undefined });
  const groups = new Map<string, Pupil[]>();
  for (const { label, teacher } of objectiveArms(record)) {
    const of = (metric: string): Figure | undefined => find(overall, { model: label, metric });
    const [lead, gain] = [of(teacherLead(decisionMetric)), of(toOwnModel(decisionMetric))];
    if (teacher === undefined || lead === undefined || gain === undefined) continue;
    const pupil = { label, teacher, lead, gain, share: of(carriedOver(decisionMetric)) };
    const key = JSON.stringify([teacher, modelOfArm(label)]);
    groups.set(key, [...(groups.get(key) ?? []), pupil]);
  }
  return [...groups.values()].map(sentences);
}

interface Pupil {
  readonly label: string;
  readonly teacher: string;
  readonly lead: Figure;
  readonly gain: Figure;
  /** Left out where the teacher is not shown to lead. */
  readonly share: Figure | undefined;
}

function sentences(pupils: readonly Pupil[]): string {
  const [{ label, teacher, lead }] = pupils as [Pupil, ...Pupil[]];
  const own = modelOfArm(label);
  const rule = (pupil: Pupil): string => `(${pupil.label.slice(own.length + 1)})`;
  const points = (figure: Figure): string => `${formatPoints(measured(figure))} points of ${decisionMetric}`;
  if (pupils.every(({ share }) => share === undefined)) {
    const changes = pupils.map((pupil) => `${formatPoints(measured(pupil.gain))} ${rule(pupil)}`);
    return `${teacher} is not shown to lead ${own} (${points(lead)}), so that there is nothing to carry over. Taught by it, ${own} moves by ${changes.join(', ')}.`;
  }
  const kept = pupils.flatMap((pupil) =>
    pupil.share === undefined ? [] : [`${shareText(pupil.share)} of that, ${formatPoints(measured(pupil.gain))} ${rule(pupil)}`],
  );
  return `${teacher} leads ${own} by ${points(lead)}. Taught by it, ${own} carries over ${kept.join('; ')}.`;
}

const shareText = (figure: Figure): string => {
  const interval = formatInterval(figure);
  return `${formatPercent(figure.value)} %${interval === undefined ? '' : ` ${interval}`}`;
};
