interface Size {
  readonly count: number;
  readonly width: number;
}

/** Throws when an index that was read back holds other vectors than its header says. */
export function refuseOtherSize(said: Size, found: Size): void {
  if (found.count === said.count && found.width === said.width) return;
  throw new Error(`it holds ${found.count} × ${found.width} vectors, and its header says ${said.count} × ${said.width}`);
}
