import { counted } from '../../../counted.ts';
import type { GateMetric, GateResult } from '../../record/gate-result.ts';
import { detectableText, gateFacts, gateHeadline, harmText, pText, toleranceText, verdictText } from '../../text/gate-words.ts';
import { chart } from '../chart.ts';
import { harmChart, harmRows } from '../charts/harm-chart.ts';
import { type Html, html } from '../html.ts';
import type { PageModel } from '../page-model.ts';
import { type TableColumn, table } from '../table.ts';

/** Results of gates that were given with the record; no section without any. */
export async function gatePart(page: PageModel): Promise<Html | undefined> {
  const { gates } = page.companions;
  if (gates.length === 0) return undefined;
  const parts: Html[] = [];
  for (const [i, gate] of gates.entries()) parts.push(await ofGate(page, gate, `gate-${i}`));
  return html`<section id="gate"><h2>Gate</h2>
<p class="lead">Two versions on one machine: harm is by how much head is worse than base, with 95 % intervals; a metric fails where the whole interval is above its
tolerance, beyond chance among all that is tested (Holm).</p>
${parts}</section>`;
}

async function ofGate(page: PageModel, gate: GateResult, id: string): Promise<Html> {
  const rows = harmRows(gate.metrics);
  const open = gate.metrics.filter(({ verdict, rule }) => verdict !== 'pass' && rule.level !== 'off');
  const columns: readonly TableColumn<GateMetric>[] = [
    { head: 'metric', cell: ({ name }) => name },
    { head: 'harm [95 %]', number: true, cell: harmText },
    { head: 'tolerance', number: true, cell: toleranceText },
    { head: 'smallest harm found', number: true, cell: detectableText },
    { head: 'p (Holm)', number: true, cell: pText },
    { head: 'verdict', cell: verdictText },
    { head: 'why', cell: ({ reason }) => reason },
  ];
  const count = (verdict: string): number => gate.metrics.filter((metric) => metric.verdict === verdict).length;
  const drawn =
    rows.length === 0
      ? undefined
      : await chart(page, {
          id,
          title: `Harm of ${gate.head} against ${gate.base}`,
          alternative: `Of ${counted(gate.metrics.length, 'metric')} ${count('fail')} fail, ${count('inconclusive')} are inconclusive and ${count('pass')} pass.`,
          spec: harmChart(rows),
        });
  return html`<p><strong>${gateHeadline(gate)}.</strong> ${gateFacts(gate).join('; ')}.</p>
${table('What does not pass, worst first', open, columns)}${drawn}
<details><summary>Every metric</summary>${table('Every metric of the gate, worst first', gate.metrics, columns)}</details>${gate.notes.map((note) => html`<p class="note">${note}</p>`)}`;
}
