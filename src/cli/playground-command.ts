import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { datasetPath, generatedPath, installationFolder } from '../suite/installation.ts';
import { positiveInteger } from './positive-integer.ts';
import { progressLines } from './progress-lines.ts';

const embedded = 'emoji';

/** `matchbench playground`: a local page that asks both families. */
export const playgroundCommand = () =>
  new Command('playground')
    .description(
      'a local page: type a text or drop a picture, and see dual tower, cascade and exhaustive fusion rank side by side',
    )
    .argument('[run]', 'folder of a run (default: the newest below runs/, or two small models that are trained now)')
    .option('--port <number>', 'port on the loopback address (default: any that is free)', positiveInteger)
    .option(
      '--data <folder>',
      'folder of the data set of the run (default: where its suite says, or one that comes with matchbench)',
    )
    .option('--open', 'open the page in the browser')
    .option('--threads <number>', 'threads of one operation', positiveInteger, 2)
    .addHelpText(
      'after',
      `
Only this machine reaches the page, and only by the address that is printed: it holds a token that is new each time. Nothing is fetched.
Texts and pictures of one's own are for data sets of the backbones that come with matchbench; others are asked with their own items.

Examples:
  $ matchbench playground
  $ matchbench playground runs/NAME --open
  $ matchbench playground runs/NAME --data data/mine`,
    )
    .action(async (run, { port: wanted, data, open, threads: count }) => {
      const [{ startPlayground }, { modelsOfRun }, { newestRun }, { trainPair }] = await Promise.all([
        import('../playground/playground.ts'),
        import('../playground/models-of-run.ts'),
        import('../playground/newest-run.ts'),
        import('../playground/train-pair.ts'),
      ]);
      const say = (line: string): void => void process.stderr.write(`${line}\n`);
      const train = () => {
        say(`no run below runs/: two small models of the data set ${embedded} are trained, or taken from .cache/playground`);
        return trainPair(datasetPath(embedded), {
          cache: join('.cache', 'playground'),
          threads: count,
          onProgress: progressLines(process.stderr),
        });
      };
      const models = run === undefined ? ((await newestRun('runs')) ?? (await train())) : await modelsOfRun(run);
      say(`opening ${models.source}`);
      const { name, version, path } = models.dataset;
      const playground = await startPlayground({
        models,
        dataFolder: data === undefined ? undefined : resolve(data),
        datasetFolders: [...(path === undefined ? [] : [resolve(path)]), datasetPath(name), generatedPath(name, version)],
        say,
        modelsDir: join(installationFolder, 'models'),
        threads: count,
        port: wanted,
      });
      process.stdout.write(`${playground.url}\n`);
      say('only this machine reaches it; Ctrl-C ends it');
      if (open) openInBrowser(playground.url, say);
      await untilInterrupted();
      await playground.close();
    });

/** Until the process is asked to end; a second time ends it at once. */
const untilInterrupted = (): Promise<void> =>
  new Promise((end) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end());
  });

const openers: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** The address is ours: it holds nothing that a shell could take for a command, and none is asked. */
function openInBrowser(url: string, say: (line: string) => void): void {
  const child = spawn(openers[process.platform] ?? 'xdg-open', [url], { stdio: 'ignore', detached: true });
  child.once('error', (error) => say(`no browser was opened (${error.message}); open the address yourself`));
  child.unref();
}
