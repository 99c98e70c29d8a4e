import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeEmojiSlice } from '../../bench/faults/emoji-slice.mjs';
import { tinySuite } from '../../bench/faults/real-run.mjs';
import { compiled } from '../support/compiled.ts';

/** A folder with a slice of the embedded data and suites over it, and the compiled command line. */
export interface RealWorld {
  readonly folder: string;
  readonly main: string;
  readonly compiled: string;
  remove(): void;
}

export async function createRealWorld(): Promise<RealWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const main = fileURLToPath(await compiled('cli/main.js'));
  const base = dirname(dirname(main));
  await writeEmojiSlice(base, join(folder, 'data'), 40);
  const suites = {
    tiny: tinySuite(),
    small: tinySuite({ equalTimeArm: false, cost: false }),
    index: tinySuite({ equalTimeArm: false }),
  };
  for (const [name, text] of Object.entries(suites)) writeFileSync(join(folder, `${name}.yaml`), text);
  return { folder, main, compiled: base, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
