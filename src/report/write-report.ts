import { join } from 'node:path';
import { verdict } from '../decision/verdict.ts';
import { writeWhole } from '../files/whole-file.ts';
import { toCsv } from './csv.ts';
import { evidenceOf } from './evidence.ts';
import { deriveFigures } from './figures.ts';
import { toMarkdown } from './markdown.ts';
import { readRecord } from './read-record.ts';
import { toSummary } from './summary.ts';

export interface WrittenReport {
  /** Paths of the files written. */
  readonly csv: string;
  readonly markdown: string;
  /** Plain text for the terminal. */
  readonly summary: string;
}

/**
 * Derives results.csv and report.md from the record in a run's folder, and writes them there. The same record gives the same bytes.
 * Throws what `readRecord` throws, and a `UserError` of kind `storage` when a file cannot be written.
 */
export async function writeReport(dir: string): Promise<WrittenReport> {
  const loaded = await readRecord(dir);
  const derived = deriveFigures(loaded);
  const evidence = evidenceOf(loaded, derived);
  const verdicts = evidence.map(verdict);
  const [csv, markdown] = [join(dir, 'results.csv'), join(dir, 'report.md')];
  await writeWhole(csv, toCsv(derived.figures));
  await writeWhole(markdown, toMarkdown(loaded, derived, verdicts));
  return { csv, markdown, summary: toSummary(loaded, derived, evidence) };
}
