import { verdict } from '../../src/decision/verdict.ts';
import { costModelsOf } from '../../src/report/costs/cost-model-of.ts';
import { evidenceOf } from '../../src/report/evidence.ts';
import { deriveFigures } from '../../src/report/figures/figures.ts';
import type { ReportParts } from '../../src/report/page/page-model.ts';
import { readRecord } from '../../src/report/record/read-record.ts';
import { toCsv } from '../../src/report/text/csv.ts';
import { type SyntheticRun, writeSyntheticRun } from './synthetic-record.ts';

/** What a page of a run that nobody ran is made of. */
export async function syntheticParts(dir: string, run: SyntheticRun): Promise<ReportParts> {
  await writeSyntheticRun(dir, run);
  const loaded = await readRecord(dir);
  const derived = deriveFigures(loaded);
  const evidence = evidenceOf(loaded, derived);
  return {
    loaded,
    derived,
    evidence,
    verdicts: evidence.map(verdict),
    costModels: costModelsOf(loaded, derived),
    csv: toCsv(derived.figures),
    companions: { gates: [] },
  };
}
