import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';

/** What the page of the playground is made of. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** Beside this file where it is compiled; sources have those of dist. */
const folders = [new URL('./', import.meta.url), new URL('../../dist/playground/', import.meta.url)];

/** Throws a `UserError` of kind `environment` where set-up has not made them. */
export function readPageFiles(): PageFiles {
  const folder = folders.find((one) => existsSync(new URL('playground-script.js', one)));
  if (folder === undefined) {
    throw new UserError('environment', 'The script of the playground is missing.', { remedy: 'Run npm run setup.' });
  }
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  return { script: read('playground-script.js'), style: read('playground-style.css') };
}

/** The page before its script fills it: no text in it comes from anywhere else. */
export const pageMarkup = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>matchbench playground</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
</head>
<body>
<header><p class="brand">matchbench</p><h1>Playground</h1><p id="about" class="about">Opening…</p></header>
<main>
<section aria-labelledby="ask-title">
<h2 id="ask-title">Ask</h2>
<div id="ask"></div>
<p id="status" role="status"></p>
</section>
<section aria-labelledby="answers-title">
<h2 id="answers-title">Answers</h2>
<div id="answers"></div>
</section>
</main>
<footer id="footer"></footer>
<noscript>The playground needs scripts.</noscript>
<script src="script.js" defer></script>
</body>
</html>
`;
