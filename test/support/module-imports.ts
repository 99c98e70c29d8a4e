import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';

/** Source files by their path from the root of the repository, each with the modules it names. */
export type ImportTable = ReadonlyMap<string, readonly string[]>;

/**
 * The modules a source names: imports and exports of values and types, `import('…')` as value and as type, `require('…')` and
 * `createRequire(…)('…')`.
 */
export function moduleImports(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) add(node.moduleSpecifier);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    if (ts.isCallExpression(node) && loads(node.expression) && node.arguments[0]) add(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  const add = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
  };
  const loads = (callee: ts.Expression): boolean => {
    if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
    if (ts.isIdentifier(callee)) return callee.text === 'require';
    return ts.isCallExpression(callee) && ts.isIdentifier(callee.expression) && callee.expression.text === 'createRequire';
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest));
  return found;
}

/** The file that a relative module name of `file` means. */
export const resolveImport = (file: string, specifier: string): string => posix.join(posix.dirname(file), specifier);

/** `onnx-buf` of `onnx-buf/schema`, `@scope/name` of `@scope/name/part`; undefined for a relative name and a module of Node. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Reads every TypeScript file below `src`. */
export function readImports(root: URL): ImportTable {
  const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' }).map(
    (name) => `src/${name.replaceAll('\\', '/')}`,
  );
  return new Map(
    files
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map((file) => [file, moduleImports(readFileSync(new URL(file, root), 'utf8'))]),
  );
}
