import { join } from 'node:path';
import { verdict } from '../decision/verdict.ts';
import { writeWhole } from '../files/whole-file.ts';
import { toCsv } from './csv.ts';
import { evidenceOf } from './evidence.ts';
import { deriveFigures } from './figures.ts';
import { toMarkdown } from './markdown.ts';
import { toPage } from './page/page.ts';
import { readPageAssets } from './page/page-assets.ts';
import { readRecord } from './read-record.ts';
import { toSummary } from './summary.ts';

export interface WrittenReport {
  /** Paths of the files written. */
  readonly csv: string;
  readonly markdown: string;
  readonly page: string;
  /** Plain text for the terminal. */
  readonly summary: string;
}

/**
 * Derives results.csv, report.md and report.html from the record in a run's folder, and writes them there. The same record gives the same bytes.
 * Throws what `readRecord` throws, and a `UserError` of kind `storage` when a file cannot be written.
 */
export async function writeReport(dir: string): Promise<WrittenReport> {
  const loaded = await readRecord(dir);
  const derived = deriveFigures(loaded);
  const evidence = evidenceOf(loaded, derived);
  const verdicts = evidence.map(verdict);
  const [csv, markdown, page] = [join(dir, 'results.csv'), join(dir, 'report.md'), join(dir, 'report.html')];
  const rows = toCsv(derived.figures);
  await writeWhole(csv, rows);
  await writeWhole(markdown, toMarkdown(loaded, derived, verdicts));
  await writeWhole(page, await toPage({ loaded, derived, evidence, verdicts, csv: rows }, readPageAssets()));
  return { csv, markdown, page, summary: toSummary(loaded, derived, evidence) };
}
