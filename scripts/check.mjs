// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Lint, types, documentation and tests, all four whatever the first ones say, and one count over them: every test, and the others as one each.
 * The count is left in `.setup/check.json` for `.ci/run`.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const work = join(root, '.setup');
const results = join(work, 'tests.json');
const require = createRequire(import.meta.url);

/**
 * @param {string} name
 * @param {readonly string[]} args the program's script and its arguments
 */
function passes(name, args) {
  console.log(`check: ${name}`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return status === 0;
}

/** @param {string} name @param {string} script */
const program = (name, script) => join(dirname(require.resolve(`${name}/package.json`)), script);

/**
 * A file that could not be loaded has no failed test, and an error outside of all tests neither: both count as one.
 *
 * @param {boolean} passed
 */
function testCount(passed) {
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  let report;
  try {
    report = JSON.parse(readFileSync(results, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + unloaded;
  return { passed: report.numPassedTests, failed: failed === 0 && !passed ? 1 : failed };
}

mkdirSync(work, { recursive: true });
rmSync(results, { force: true });
const lint = passes('lint', [program('@biomejs/biome', join('bin', 'biome')), 'check', '.']);
const tsc = program('typescript', join('bin', 'tsc'));
// What runs in a page is checked against a browser, everything else against Node.
const types = passes('types', [tsc, '--noEmit']) && passes('types of the page', [tsc, '-p', 'src/browser']);
// Nothing is written: a name that is not exported, a link that leads nowhere or a type without a word is what is looked for.
const docs = passes('documentation', [program('typedoc', join('bin', 'typedoc')), '--emit', 'none']);
const unit = passes('tests', [
  program('vitest', 'vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results}`,
]);

const tests = testCount(unit);
const passed = tests.passed + Number(lint) + Number(types) + Number(docs);
const failed = tests.failed + Number(!lint) + Number(!types) + Number(!docs);
writeFileSync(join(work, 'check.json'), JSON.stringify({ passed, failed }));
console.log(
  `check: lint ${lint ? 'passed' : 'failed'}, types ${types ? 'passed' : 'failed'}, documentation ${docs ? 'passed' : 'failed'}, tests ${tests.passed} passed, ${tests.failed} failed`,
);
process.exitCode = failed === 0 ? 0 : 1;
