// @ts-check
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runChild } from './child.mjs';

/** FAISS up to 1.7.3 has `idx_t` inside `Index` only; faiss-node is written for the later name. */
const shim = '#include <faiss/Index.h>\nnamespace faiss { using idx_t = Index::idx_t; }\n';

/** Whether FAISS is installed on this machine with its headers, where a compiler looks by itself. */
export function hasSystemFaiss() {
  return (
    process.platform === 'linux' &&
    ['/usr/include', '/usr/local/include'].some((folder) => existsSync(join(folder, 'faiss', 'Index.h')))
  );
}

function nodeHeaders() {
  const folders = [
    join(dirname(process.execPath), '..', 'include', 'node'),
    '/usr/include/node',
    '/usr/include/nodejs/src',
    '/usr/local/include/node',
  ];
  return folders.find((folder) => existsSync(join(folder, 'node_api.h')));
}

/** @param {NodeJS.ProcessEnv} env */
async function compiler(env) {
  for (const name of [env.CXX, 'g++', 'c++']) {
    if (name !== undefined && name !== '' && (await runChild(name, ['--version'])).ok) return name;
  }
  return undefined;
}

/**
 * Compiles the source of faiss-node against the FAISS of this machine, as it is and then with the shim.
 *
 * @param {string} folder of the package faiss-node
 * @param {(pid: number | undefined) => void} onChild
 * @returns {Promise<string | undefined>} what went wrong
 */
export async function compileFaiss(folder, onChild) {
  const gxx = await compiler(process.env);
  if (gxx === undefined) return 'there is no C++ compiler';
  const headers = nodeHeaders();
  if (headers === undefined) return `the headers of Node (node_api.h) are not beside ${process.execPath}`;
  const addonApi = dirname(createRequire(join(folder, 'package.json')).resolve('node-addon-api/package.json'));
  const release = join(folder, 'build', 'Release');
  mkdirSync(release, { recursive: true });
  const work = mkdtempSync(join(folder, 'build', 'compile-'));
  try {
    writeFileSync(join(work, 'shim.h'), shim);
    let fault = '';
    for (const extra of [[], ['-include', join(work, 'shim.h')]]) {
      const output = join(work, 'faiss-node.node');
      const flags = ['-O3', '-shared', '-fPIC', '-std=c++17', '-DNAPI_VERSION=8', ...extra, `-I${addonApi}`, `-I${headers}`];
      const args = [...flags, join('src', 'faiss.cc'), '-lfaiss', '-lopenblas', '-fopenmp', '-o', output];
      const result = await runChild(gxx, args, { cwd: folder, limitMs: 300_000, onChild });
      if (result.ok) {
        renameSync(output, join(release, 'faiss-node.node'));
        return undefined;
      }
      const lines = result.output.split('\n');
      fault = `${gxx}: ${lines.find((line) => /error|cannot find/.test(line)) ?? result.ended}`;
    }
    return fault;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
