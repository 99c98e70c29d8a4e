import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { ChosenModels } from './chosen-models.ts';
import { modelsOfRun } from './models-of-run.ts';

/** The models of the newest run below a folder that has a tower and a fusion; `undefined` where none has. Runs are named by the time of their start. */
export async function newestRun(runs: string): Promise<ChosenModels | undefined> {
  const names = statSync(runs, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(runs).sort().reverse() : [];
  for (const name of names) {
    const dir = join(runs, name);
    if (!existsSync(join(dir, 'record.json'))) continue;
    try {
      return await modelsOfRun(dir);
    } catch (error) {
      // A run of another kind, or half removed: an older one may serve.
      if (!(error instanceof UserError)) throw error;
    }
  }
  return undefined;
}
