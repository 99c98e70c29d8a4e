// @ts-check
import { figure, verdictOf } from './rows/row.mjs';

/**
 * Rows that were measured together, on what and when: what reports/peers.json keeps of every part of the table.
 * @typedef {object} Part
 * @property {string} date
 * @property {string} machine
 * @property {number} minutes
 * @property {readonly import('./rows/row.mjs').Row[]} rows
 */

/** The table in Markdown, its parts in the order of the names. @param {Readonly<Partial<Record<string, Part>>>} parts @param {readonly string[]} names */
export function page(parts, names) {
  const held = names.flatMap((name) => (parts[name] === undefined ? [] : [{ name, ...parts[name] }]));
  const rows = held.flatMap((part) => part.rows);
  const lines = rows.map((row, i) => {
    const { value, low, high, range } = row.ratio;
    const unit = row.of === 'microseconds' ? 'µs more' : `× its ${row.of}`;
    const ratio = `${figure(value)} [${figure(low)}, ${figure(high)}]${range === undefined ? '' : ` (range of ${range})`} ${unit}`;
    const goal = row.goal === undefined ? '' : (row.goalText ?? `${row.of === 'speed' ? '≥' : '≤'} ${figure(row.goal)}`);
    return `| ${i + 1} | ${row.what} | ${row.ours} | ${row.peer} | ${ratio} | ${goal} | ${verdictOf(row)} |`;
  });
  const notes = rows.flatMap(({ notes }, i) => (notes.length === 0 ? [] : [`${i + 1}. ${notes.join(' ')}`]));
  return `# Beside its peers

    npm run bench:peers

${measured(held).join('\n')}

Both sides have the same weights, features and threads, each in processes of its own that
sleep while the other works. They take turns (A B B A) in fresh processes for every launch, and their results were equal before a time was taken. A ratio is
the median over pairs of neighbouring turns, with a 95 % interval by resampling launches and the pairs within them; of fewer than six pairs the whole range is given instead.
*Holds*: *yes* or *no* where the whole interval is on one side of the goal.

| | what | ours | peer or limit | ratio | goal | holds? |
|--:|---|--:|--:|--:|--:|---|
${lines.join('\n')}

${notes.join('\n')}
`;
}

/** Which rows were measured when and on what: a line for those measured together. @param {readonly (Part & { name: string })[]} parts */
function measured(parts) {
  /** @type {Map<string, { first: number, last: number }[]>} */
  const together = new Map();
  let first = 1;
  for (const { date, machine, minutes, rows } of parts) {
    const last = first + rows.length - 1;
    const when = `${machine}; ${date}, ${minutes.toFixed(0)} minutes.`;
    const ranges = together.get(when) ?? [];
    const before = ranges.at(-1);
    if (before?.last === first - 1) before.last = last;
    else ranges.push({ first, last });
    together.set(when, ranges);
    first = last + 1;
  }
  if (together.size === 1) return [...together.keys()];
  return [...together].map(([when, ranges]) => `- Rows ${ranges.map(rangeText).join(', ')}: ${when}`);
}

/** @param {{ first: number, last: number }} range */
const rangeText = ({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`);
