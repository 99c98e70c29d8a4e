// @ts-check
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundlePage } from './bundle-page.mjs';
import { lastLines, runChild } from './child.mjs';
import { SetupFailure } from './failure.mjs';
import { hashFiles } from './stamp.mjs';

const compilers = ['scripts/setup/sources.mjs', 'scripts/setup/bundle-page.mjs'];

/**
 * Hash of everything that decides what `dist` holds. Undefined where the package was installed without its sources.
 *
 * @param {string} root
 */
export function sourceHash(root) {
  if (!existsSync(join(root, 'src'))) return undefined;
  return hashFiles(root, ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json', ...compilers]);
}

/**
 * Compiles `src` beside `dist` and then swaps the folders, so that `dist` is whole at all times and keeps no file whose source is gone.
 *
 * @param {string} root
 * @param {(pid: number | undefined) => void} onChild
 */
export async function compileSources(root, onChild) {
  const tsc = join(dirname(createRequire(join(root, 'package.json')).resolve('typescript/package.json')), 'bin', 'tsc');
  const work = join(root, '.setup');
  for (const name of readdirSync(work)) {
    // Left by a set-up that was killed.
    if (name.startsWith('compile-')) rmSync(join(work, name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(work, 'compile-'));
  try {
    const fresh = join(folder, 'dist');
    const result = await runChild(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh], {
      cwd: root,
      onChild,
    });
    if (!result.ok) {
      throw new SetupFailure(
        `TypeScript could not compile src:\n${lastLines(result, 20)}`,
        'Correct the lines named, then run the command again.',
      );
    }
    await bundlePage(root, join(fresh, 'report', 'page'));
    await bundlePage(root, join(fresh, 'playground'), 'playground');
    // npm made the old one a command when it linked it, and links no second time.
    chmodSync(join(fresh, 'cli', 'main.js'), 0o755);
    const dist = join(root, 'dist');
    if (existsSync(dist)) renameSync(dist, join(folder, 'old'));
    renameSync(fresh, dist);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
