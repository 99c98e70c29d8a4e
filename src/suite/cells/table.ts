import type { CellKinds } from '../cell.ts';

/** Every kind of cell: a new one is a file beside this and a row. Loaded only in the process that carries it out. */
export const cellKinds = {} as const satisfies CellKinds;
