// @ts-check
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SetupFailure } from './setup/failure.mjs';
import { setUp } from './setup/set-up.mjs';

const usage = `Usage: npm run setup [-- --system] [-- --retry]

Installs the packages of the lockfile, finds a working faiss-node, and compiles TypeScript to dist.
A second call has nothing to do and ends at once; one that was interrupted resumes.

  --system  install FAISS with apt-get when that is the only way, through sudo when not root
  --retry   try the index libraries again`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const log = (/** @type {string} */ line) => console.log(`set-up: ${line}`);

try {
  const { values } = parseArgs({
    options: { system: { type: 'boolean' }, retry: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(usage);
  } else {
    const begin = performance.now();
    const { stamp, done } = await setUp(root, { system: values.system ?? false, retry: values.retry ?? false, log });
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    log(done.length === 0 ? 'nothing to do' : `done (${seconds} s)`);
    if (stamp.faiss?.state === 'missing') {
      log(
        `warning: without faiss-node, the cost of FAISS is not measured${stamp.usearch ? '; usearch stands in' : ', nor that of any other index'}.`,
      );
      log(stamp.faiss.remedy);
    }
  }
} catch (error) {
  if (error instanceof SetupFailure) {
    console.error(`set-up: ${error.message}\nset-up: ${error.remedy}`);
  } else if (/** @type {{ code?: string }} */ (error).code?.startsWith('ERR_PARSE_ARGS')) {
    console.error(`set-up: ${/** @type {Error} */ (error).message}\n\n${usage}`);
  } else {
    throw error;
  }
  process.exitCode = 1;
}
