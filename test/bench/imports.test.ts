import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const parsed = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(new URL(file, root), 'utf8'), ts.ScriptTarget.Latest);

/** Names that a module of ours exports. */
function exported(file: string): Set<string> {
  const names = new Set<string>();
  for (const statement of parsed(file).statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
      for (const { name } of statement.exportClause.elements) names.add(name.text);
    if (!ts.canHaveModifiers(statement) || !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
      continue;
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.add(name.text);
    if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name)
      names.add(statement.name.text);
  }
  return names;
}

/** What a script imports from what is compiled, as `file: name`. */
const imported = (script: string): { readonly file: string; readonly name: string }[] =>
  parsed(script).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const target = posix.join(posix.dirname(script), statement.moduleSpecifier.text);
    const bindings = statement.importClause?.namedBindings;
    if (!target.startsWith('dist/') || bindings === undefined || !ts.isNamedImports(bindings)) return [];
    const file = target.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts');
    return bindings.elements.map(({ name, propertyName }) => ({ file, name: (propertyName ?? name).text }));
  });

test('scripts outside of the sources import only names that these export, since no compiler reads most of them', () => {
  const scripts = ['bench', 'scripts'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.mjs'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  const asked = scripts.flatMap((script) => imported(script).map((one) => ({ script, ...one })));
  expect(asked.length).toBeGreaterThan(100);
  const known = new Map([...new Set(asked.map(({ file }) => file))].map((file) => [file, exported(file)]));
  expect(asked.filter(({ file, name }) => !known.get(file)!.has(name))).toEqual([]);
});
