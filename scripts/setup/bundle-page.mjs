// @ts-check
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Pages, each by its sources in `src/browser` and the name of what is made of them. */
const pages = {
  report: { name: 'page', script: 'main.ts', style: 'page.css' },
  playground: { name: 'playground', script: 'playground/main.ts', style: 'playground/playground.css' },
};

/**
 * The script and the style sheet of a page, from `src/browser` and what it imports, each as one file in a folder.
 *
 * @param {string} root
 * @param {string} folder
 * @param {keyof typeof pages} [page]
 */
export async function bundlePage(root, folder, page = 'report') {
  const { name, script, style } = pages[page];
  /** @type {typeof import('esbuild')} */
  const esbuild = createRequire(join(root, 'package.json'))('esbuild');
  const browser = join(root, 'src', 'browser');
  await esbuild.build({
    entryPoints: { [`${name}-script`]: join(browser, script), [`${name}-style`]: join(browser, style) },
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
