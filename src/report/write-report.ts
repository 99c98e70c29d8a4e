import { dirname, join, relative, sep } from 'node:path';
import { verdict } from '../decision/verdict.ts';
import { makeFolder } from '../files/make-folder.ts';
import { writeWhole } from '../files/whole-file.ts';
import { runNames } from './compare/run-names.ts';
import { companionsOf, type NamedRun } from './costs/companions.ts';
import { costModelsOf } from './costs/cost-model-of.ts';
import { evidenceOf } from './evidence.ts';
import { deriveFigures } from './figures/figures.ts';
import { toPage } from './page/page.ts';
import { readPageAssets } from './page/page-assets.ts';
import { pageModel } from './page/page-model.ts';
import { withoutProperties } from './page/theme.ts';
import { readGateResult } from './record/gate-result.ts';
import { readRecord } from './record/read-record.ts';
import { toCsv } from './text/csv.ts';
import { toDecisionRecord } from './text/decision-record.ts';
import { toMarkdown } from './text/markdown.ts';
import { toSummary } from './text/summary.ts';

export interface WrittenReport {
  /** Paths of the files written. */
  readonly csv: string;
  readonly markdown: string;
  readonly page: string;
  /** The decision record, where one was asked for. */
  readonly adr?: string;
  /** Plain text for the terminal. */
  readonly summary: string;
}

export interface ReportOptions {
  /** Where to write an architecture decision record. */
  readonly adr?: string;
  /** Folders of other runs: those of the same weights are set beside this one. */
  readonly others?: readonly string[];
  /** Files of gates, whose results are shown. */
  readonly gates?: readonly string[];
  /** Columns of the terminal that the summary is for; it is whole without them. */
  readonly width?: number;
}

/** Drawings for report.md, in a run's folder. */
const charts = 'charts';

/**
 * Derives results.csv, report.html, and report.md with its charts from the record in a run's folder, and writes them there. The same record gives the same bytes.
 * Throws what `readRecord` throws, and a `UserError` of kind `storage` when a file cannot be written.
 */
export async function writeReport(
  dir: string,
  { adr, others = [], gates = [], width }: ReportOptions = {},
): Promise<WrittenReport> {
  const loaded = await readRecord(dir);
  const beside: NamedRun[] = [];
  const [name, ...names] = runNames([dir, ...others]);
  for (const [i, other] of others.entries()) beside.push({ name: names[i]!, loaded: await readRecord(other) });
  const companions = companionsOf({ name: name!, loaded }, beside, gates.map(readGateResult));
  const derived = deriveFigures(loaded);
  const evidence = evidenceOf(loaded, derived);
  const verdicts = evidence.map(verdict);
  const rows = toCsv(derived.figures);
  const parts = { loaded, derived, evidence, verdicts, costModels: costModelsOf(loaded, derived), csv: rows, companions };
  const model = pageModel(parts);
  const [csv, markdown, page] = [join(dir, 'results.csv'), join(dir, 'report.md'), join(dir, 'report.html')];
  const html = await toPage(model, readPageAssets());
  await writeWhole(csv, rows);
  await writeWhole(page, html);
  makeFolder(join(dir, charts));
  const pictures: { title: string; file: string }[] = [];
  for (const [id, { svg, title }] of model.drawings) {
    const file = `${charts}/${id}.svg`;
    await writeWhole(join(dir, file), withoutProperties(svg));
    pictures.push({ title, file });
  }
  await writeWhole(markdown, toMarkdown(parts, model.decided, pictures));
  if (adr !== undefined) {
    const from = (path: string): string => encodeURI(relative(dirname(adr), path).split(sep).join('/'));
    makeFolder(dirname(adr));
    await writeWhole(adr, toDecisionRecord(model, { csv: from(csv), report: from(page) }));
  }
  return { csv, markdown, page, adr, summary: toSummary(loaded, derived, evidence, width) };
}
