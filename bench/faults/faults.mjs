// What runs survive, on this machine: `npm run bench:faults [-- kills|scenarios] [--count 50] [--seed 1]`. Writes reports/faults.md, a section each.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeEmojiSlice } from './emoji-slice.mjs';
import { killAndResume, killTable } from './kills.mjs';
import { tinySuite } from './real-run.mjs';
import { hangingWorker, missingFor, scenarios } from './scenarios.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const compiled = join(root, 'dist');
const reportFile = join(root, 'reports/faults.md');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
});
const wanted = positionals.length > 0 ? positionals : ['kills', 'scenarios'];
const log = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'faults-'));
const world = { folder, main: join(compiled, 'cli/main.js'), compiled };
const sections = {
  kills: async () => killTable(await killAndResume({ ...world, count: Number(values.count), seed: Number(values.seed), log })),
  scenarios: async () => scenarioTable(await tryScenarios()),
};

async function tryScenarios() {
  const rows = [];
  for (const [name, { what, needs, run }] of Object.entries({ ...scenarios, 'a worker that hangs': hangingWorker })) {
    const reason = missingFor(needs);
    const found = reason === undefined ? await run(world) : undefined;
    log(`${name}: ${found === undefined ? `not tried: ${reason}` : JSON.stringify(found.claims)}`);
    rows.push({ name, what, reason, found });
  }
  return rows;
}

/** @param {Awaited<ReturnType<typeof tryScenarios>>} rows */
function scenarioTable(rows) {
  const lines = rows.map(({ name, what, reason, found }) => {
    if (found === undefined) return `| ${name} | ${what} |  | not tried: ${reason} |  |  |`;
    const told =
      found.said
        .split('\n')
        .filter((line) => /error:|failed: |continue with|few-cores|instead:|asks for|memory ran out/.test(line))[0] ?? '';
    const claims = Object.entries(found.claims).map(([claim, holds]) => (holds ? claim : `**not: ${claim}**`));
    const seconds = 'ms' in found ? `ended after ${(Number(found.ms) / 1000).toFixed(2)} s; ` : '';
    const message = told.replaceAll(folder, '…').replaceAll('|', '\\|').trim();
    return `| ${name} | ${what} | ${found.code} | ${seconds}${message} | ${claims.join('; ')} | ${Object.values(found.claims).every(Boolean) ? 'yes' : '**no**'} |`;
  });
  return [
    '| fault | what was done | exit code | what it said | what was checked | holds |',
    '| --- | --- | --: | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

const head = `# What runs survive

Runs over a slice of the embedded data (\`bench/faults/\`), with few training steps and every way to measure. \`npm run bench:faults\` makes this page again; CI does
the same with fewer kills (\`test/faults\`). design/resume.md says how a run resumes; \`src/suite/running/without-timings.ts\` lists what a timing is.
`;
const titles = { kills: 'Killed and resumed', scenarios: 'Other faults' };
try {
  await writeEmojiSlice(compiled, join(folder, 'data'), 40);
  const suites = {
    tiny: tinySuite(),
    small: tinySuite({ equalTimeArm: false, cost: false }),
    index: tinySuite({ equalTimeArm: false }),
    hang: tinySuite({ equalTimeArm: false, cost: false, cellMinutes: 0.5 }),
  };
  for (const [name, text] of Object.entries(suites)) writeFileSync(join(folder, `${name}.yaml`), text);
  const before = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : '';
  const parts = [];
  for (const [name, title] of Object.entries(titles)) {
    const earlier = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)\n<!-- /${name} -->`).exec(before)?.[1];
    const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}`;
    const text = wanted.includes(name)
      ? `${await sections[name]()}\n\n${machine}; \`npm run bench:faults -- ${name}\`.`
      : (earlier ?? 'Not measured yet.');
    parts.push(`## ${title}\n\n<!-- ${name} -->\n${text}\n<!-- /${name} -->\n`);
  }
  writeFileSync(reportFile, `${head}\n${parts.join('\n')}`);
  log(`written: ${reportFile}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
