// @ts-check
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The script and the style sheet of report.html, from `src/browser` and what it imports, each as one file in a folder.
 *
 * @param {string} root
 * @param {string} folder
 */
export async function bundlePage(root, folder) {
  /** @type {typeof import('esbuild')} */
  const esbuild = createRequire(join(root, 'package.json'))('esbuild');
  const browser = join(root, 'src', 'browser');
  await esbuild.build({
    entryPoints: { 'page-script': join(browser, 'main.ts'), 'page-style': join(browser, 'page.css') },
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022', 'chrome100', 'firefox100', 'safari16'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    // A page is one script element: nothing in it may end one.
    supported: { 'inline-script': false },
  });
}
