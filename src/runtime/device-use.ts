import type { Device, Warning } from '../types.ts';

/** Where the operations of one session ran, by what onnxruntime's profile says of its first run. */
export interface SessionUse {
  readonly device: Device;
  /** Operations by the provider that ran them. */
  readonly operations: Readonly<Record<string, number>>;
  /** Kinds of the operations that another provider than the device's ran, each once. */
  readonly elsewhere: readonly string[];
}

/** The sessions of this process taken together. */
export interface DeviceUse {
  readonly device: Device;
  readonly sessions: number;
  readonly operations: Readonly<Record<string, number>>;
  readonly elsewhere: readonly string[];
}

const seen: SessionUse[] = [];
let permitted = false;

/** Whether operations may run elsewhere than on the device that was asked for: a decision for a whole process, which carries out one cell. */
export const permitFallback = (permit: boolean): void => {
  permitted = permit;
};
export const fallbackPermitted = (): boolean => permitted;

export const noteUse = (use: SessionUse): void => void seen.push(use);

/** What ran where in this process so far; undefined where nothing had to be proven, because only the CPU was asked for. */
export const deviceUse = (): DeviceUse | undefined => merged(seen);

export function merged(uses: readonly SessionUse[]): DeviceUse | undefined {
  const device = uses[0]?.device;
  if (device === undefined) return undefined;
  const operations: Record<string, number> = {};
  for (const use of uses) {
    for (const [provider, count] of Object.entries(use.operations)) operations[provider] = (operations[provider] ?? 0) + count;
  }
  const elsewhere = [...new Set(uses.flatMap((use) => use.elsewhere))].sort();
  return { device, sessions: uses.length, operations, elsewhere };
}

/** Says that a device did not do all of the work. */
export function fallbackWarning({ device, elsewhere, operations }: DeviceUse): Warning[] {
  if (elsewhere.length === 0) return [];
  const all = Object.entries(operations).map(([provider, count]) => `${count} by ${provider}`);
  return [
    {
      code: 'device-fallback',
      message: `Not everything ran on ${device}: ${elsewhere.join(', ')} did not (operations: ${all.join(', ')}).`,
      remedy: `Read these times as those of ${device} and the CPU together.`,
    },
  ];
}

/** Calls of sessions so far in this process, and the bytes that they were given and gave back. */
let moved = { runs: 0, bytes: 0 };

export const noteTransfer = (bytes: number): void => {
  moved = { runs: moved.runs + 1, bytes: moved.bytes + bytes };
};

export const transferred = (): { readonly runs: number; readonly bytes: number } => moved;
