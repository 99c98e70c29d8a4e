import { equalTimeRuns, equalTimeWarnings } from '../figures/equal-time.ts';
import type { Decided } from '../page/choices.ts';
import type { ReportParts } from '../page/page-model.ts';
import { syntheticNote } from '../record/synthetic.ts';
import { accuracyDetails, accuracySection } from '../sections/accuracy-section.ts';
import { gateSection } from '../sections/gate-section.ts';
import { hardwareSection } from '../sections/hardware-section.ts';
import { nearMissSection } from '../sections/near-miss-section.ts';
import { objectiveSection } from '../sections/objective-section.ts';
import { pairSection } from '../sections/pair-section.ts';
import { passSection } from '../sections/pass-section.ts';
import { queryCostSection } from '../sections/query-cost-section.ts';
import { runSection } from '../sections/run-section.ts';
import { sanitySection } from '../sections/sanity-section.ts';
import { servingSection } from '../sections/serving-section.ts';
import { sizeSection } from '../sections/size-section.ts';
import { strategySection } from '../sections/strategy-section.ts';
import { trainingSection } from '../sections/training-section.ts';
import { transferSection } from '../sections/transfer-section.ts';
import { verdictSection } from '../sections/verdict-section.ts';
import { escapeMarkdown } from './escape.ts';

/** report.md: the verdict and the tables that it rests on first, then the rest. Every text from the record is escaped. */
export function toMarkdown(
  { loaded, derived, verdicts, costModels, companions }: ReportParts,
  decided: readonly Decided[],
  charts: readonly { readonly title: string; readonly file: string }[],
): string {
  const synthetic = syntheticNote(loaded.record);
  const equalTimes = equalTimeRuns(loaded.record, derived.figures);
  return [
    `# Early fusion or dual tower: ${escapeMarkdown(loaded.record.suite.name)}`,
    '',
    ...(synthetic === undefined ? [] : [`**${escapeMarkdown(synthetic)}**`, '']),
    ...verdictSection(verdicts, decided),
    ...accuracySection(loaded.record, derived),
    ...objectiveSection(loaded.record, derived.figures),
    ...pairSection(loaded.record, derived.figures),
    ...sanitySection(loaded),
    ...transferSection(loaded.record, derived.figures),
    ...strategySection(loaded.record, costModels),
    ...servingSection(loaded.record, loaded.cells, derived),
    ...sizeSection(loaded.record, derived.sizeSweeps),
    ...queryCostSection(loaded.record, derived.figures, derived.indexCosts),
    ...passSection(loaded.record, derived.passFits),
    ...trainingSection(loaded.record, derived.figures, equalTimes),
    ...gateSection(companions.gates),
    ...hardwareSection(companions.comparison),
    ...chartSection(charts),
    ...accuracyDetails(loaded.record, derived),
    ...nearMissSection(loaded, derived.figures),
    ...runSection(loaded, derived.figures, equalTimeWarnings(equalTimes)),
  ].join('\n');
}

/** Drawings that lie beside the report, by their file. */
const chartSection = (charts: readonly { readonly title: string; readonly file: string }[]): string[] =>
  charts.length === 0
    ? []
    : ['## Charts', '', ...charts.flatMap(({ title, file }) => [`![${escapeMarkdown(title)}](${file})`, ''])];
