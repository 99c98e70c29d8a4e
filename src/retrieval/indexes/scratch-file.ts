import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Hands out the path of a file that is gone afterwards. */
export function withScratchFile<T>(use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'matchbench-'));
  try {
    return use(join(folder, 'index'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
