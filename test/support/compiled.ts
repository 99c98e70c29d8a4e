import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundlePage } from '../../scripts/setup/bundle-page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = join(root, '.cache', 'compiled');

/**
 * Address of a module of src/, compiled, for tests that start processes: Node 20 runs no TypeScript. Files are compiled one by one and only when
 * they changed, so a test always sees the tree as it is.
 */
export async function compiled(path: string): Promise<URL> {
  const stale = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ from: join(root, 'src', file), to: join(built, file.replace(/\.ts$/, '.js')) }))
    .filter(({ from, to }) => !existsSync(to) || statSync(to).mtimeMs < statSync(from).mtimeMs);
  if (stale.length > 0) {
    const ts = (await import('typescript')).default;
    for (const { from, to } of stale) {
      const { outputText } = ts.transpileModule(readFileSync(from, 'utf8'), {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2023,
          rewriteRelativeImportExtensions: true,
          verbatimModuleSyntax: true,
        },
      });
      mkdirSync(dirname(to), { recursive: true });
      // Another test file may be compiling the same module.
      writeFileSync(`${to}.${process.pid}`, outputText);
      renameSync(`${to}.${process.pid}`, to);
    }
    await bundlePage(root, join(built, 'report', 'page'));
  }
  return pathToFileURL(join(built, path));
}
