import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CellContext } from '../../src/suite/cell.ts';

/** Cells that read the data set `data` of a folder, and write and read below `out`; no other cell has a record. */
export const folderContext = (folder: string, out: string): CellContext => ({
  dataset: () => join(folder, 'data'),
  input: (path) => join(out, path),
  output(path) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    return join(out, path);
  },
  scratch: out,
  needed: (id) => {
    throw new Error(`no cell ${id} here`);
  },
  progress: () => {},
});
