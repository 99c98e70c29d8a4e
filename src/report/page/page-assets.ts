import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '../../errors.ts';

export interface PageAssets {
  /** A classic script and a style sheet, made of `src/browser` when dist was compiled. */
  readonly script: string;
  readonly style: string;
}

/** Beside this file where it is compiled; sources have those of dist. */
const folders = [new URL('./', import.meta.url), new URL('../../../dist/report/page/', import.meta.url)];

/** Throws a `UserError` of kind `environment` where set-up has not made them. */
export function readPageAssets(): PageAssets {
  const folder = folders.find((one) => existsSync(new URL('page-script.js', one)));
  if (folder === undefined) {
    throw new UserError('environment', 'The script of the report page is missing.', { remedy: 'Run npm run setup.' });
  }
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  return { script: read('page-script.js'), style: read('page-style.css') };
}
