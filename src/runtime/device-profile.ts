import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { storageError } from '../files/storage-error.ts';
import type { Device } from '../types.ts';
import type { SessionUse } from './device-use.ts';
import { devices } from './devices.ts';

/** A profile that onnxruntime writes of a session until it is told to end. What ran where is in it, whatever was asked for. */
export interface DeviceProfile {
  /** Options of the session. */
  readonly options: { readonly enableProfiling: true; readonly profileFilePrefix: string };
  /** Reads what was written, once the session has ended its profile, and removes it. */
  read(): SessionUse;
  /** Removes what was written unread. */
  discard(): void;
}

export function startProfile(device: Device): DeviceProfile {
  const folder = temporaryFolder();
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    options: { enableProfiling: true, profileFilePrefix: join(folder, 'profile') },
    read() {
      try {
        const [file] = readdirSync(folder);
        if (file === undefined) throw new Error('internal: onnxruntime wrote no profile');
        return readUse(readFileSync(join(folder, file), 'utf8'), device);
      } finally {
        discard();
      }
    },
    discard,
  };
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'matchbench-profile-'));
  } catch (cause) {
    throw storageError(cause, tmpdir(), 'written');
  }
}

interface ProfileEvent {
  readonly cat?: string;
  readonly args?: { readonly provider?: string; readonly op_name?: string };
}

/**
 * What ran where, from a profile in Chrome's trace format: an event of category `Node` for each operation that was run, with its provider. Throws a
 * `UserError` of kind `environment` when it holds none: then nothing is proven.
 */
export function readUse(profile: string, device: Device): SessionUse {
  const operations: Record<string, number> = {};
  const elsewhere = new Set<string>();
  for (const { cat, args } of eventsOf(profile)) {
    if (cat !== 'Node' || args?.provider === undefined) continue;
    operations[args.provider] = (operations[args.provider] ?? 0) + 1;
    if (args.provider !== devices[device].provider) elsewhere.add(args.op_name ?? 'an operation');
  }
  if (Object.keys(operations).length > 0) return { device, operations, elsewhere: [...elsewhere].sort() };
  throw new UserError(
    'environment',
    `onnxruntime's profile does not tell where operations ran, so nothing proves that ${device} was used`,
    { remedy: 'Run npm run setup, which installs the version of onnxruntime-node that is expected.' },
  );
}

function eventsOf(profile: string): readonly ProfileEvent[] {
  try {
    const events: unknown = JSON.parse(profile);
    return Array.isArray(events) ? (events as ProfileEvent[]) : [];
  } catch {
    return [];
  }
}
