import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableOf, textColumn } from '../report/text/terminal-table.ts';

/** `limited`: matchbench runs, with less to measure. `broken`: it does not run. */
export type CheckState = 'works' | 'limited' | 'broken';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  readonly detail: string;
  readonly remedy?: string;
}

export interface DoctorReport {
  /** No check is broken. */
  readonly ok: boolean;
  readonly version: string;
  readonly machine: { readonly platform: string; readonly arch: string; readonly node: string; readonly nodeAbi: string };
  /** Devices that were seen to compute, `cpu` always among them. */
  readonly devices: readonly string[];
  /** Index libraries that work, `exact` (ours) always among them. */
  readonly indexes: readonly string[];
  readonly checks: readonly Check[];
}

export interface DoctorOptions {
  /** Repair first what set-up can repair, looking again for a working faiss-node. */
  readonly fix?: boolean;
  /** Told the progress of the repair, line by line. */
  readonly log?: (line: string) => void;
}

const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

const versionAt = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;

const failureOf = (error: unknown): Pick<Check, 'detail' | 'remedy'> => {
  if (!(error instanceof Error)) return { detail: String(error) };
  return 'remedy' in error && typeof error.remedy === 'string'
    ? { detail: error.message, remedy: error.remedy }
    : { detail: error.message };
};

/** Says what is installed, which devices and index libraries work, and the remedy for the rest. Never throws for what it finds. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  // Loaded here and not above: the command line must start on a machine where one of them does not.
  const { setUp, pendingSteps } = await import('../../scripts/setup/set-up.mjs');
  const { readStamp } = await import('../../scripts/setup/stamp.mjs');
  const { nativeFault } = await import('../../scripts/setup/native-load.mjs');
  const { checkPlatform, detectLibc } = await import('../../scripts/setup/platform.mjs');
  const { packageFolder } = await import('../../scripts/setup/faiss.mjs');

  const checks: Check[] = [];
  const { platform, arch } = process;
  const node = process.versions.node;
  try {
    const warning = checkPlatform(platform === 'linux' ? { platform, arch, node, libc: detectLibc() } : { platform, arch, node });
    checks.push({
      name: 'machine',
      state: warning === undefined ? 'works' : 'limited',
      detail: warning ?? `${platform} ${arch}, Node ${node}`,
    });
  } catch (error) {
    checks.push({ name: 'machine', state: 'broken', ...failureOf(error) });
  }

  try {
    if (options.fix) await setUp(packageRoot, { retry: true, log: options.log ?? (() => {}) });
    const pending = pendingSteps(packageRoot, readStamp(packageRoot));
    checks.push(
      pending.length === 0
        ? { name: 'set-up', state: 'works', detail: 'complete' }
        : {
            name: 'set-up',
            state: 'limited',
            detail: `still to do: ${pending.join(', ')}`,
            remedy: 'Run matchbench doctor --fix.',
          },
    );
  } catch (error) {
    checks.push({ name: 'set-up', state: 'broken', ...failureOf(error) });
  }

  const installed = (name: string): string => {
    const folder = packageFolder(packageRoot, name);
    return folder === undefined ? `${name} (not installed)` : `${name} ${versionAt(folder)}`;
  };
  const native = async (
    name: Parameters<typeof nativeFault>[1],
    state: CheckState,
    detail: string,
    remedy: string,
  ): Promise<boolean> => {
    const fault = await nativeFault(packageRoot, name);
    checks.push(
      fault === undefined
        ? { name: installed(name), state: 'works', detail }
        : { name: installed(name), state, detail: fault, remedy },
    );
    return fault === undefined;
  };

  const runs = await native(
    'onnxruntime-node',
    'broken',
    'runs and trains models',
    'Run npm run setup; the requirements are in README.md.',
  );
  const devices = ['cpu'];
  for (const { device, ...check } of runs ? await deviceChecks() : []) {
    checks.push(check);
    if (check.state === 'works') devices.push(device);
  }

  await native(
    'sharp',
    'limited',
    'decodes pictures',
    'Run npm ci --include=optional. Only building data sets from pictures needs it.',
  );
  const transformers = packageFolder(packageRoot, '@xenova/transformers');
  checks.push({
    name: installed('@xenova/transformers'),
    state: transformers === undefined ? 'limited' : 'works',
    detail: transformers === undefined ? 'features cannot be extracted' : 'splits texts into tokens and prepares pictures',
    ...(transformers === undefined && { remedy: 'Run npm run setup.' }),
  });

  const indexes = ['exact'];
  checks.push({ name: 'exact search', state: 'works', detail: 'part of matchbench' });
  const { faiss } = readStamp(packageRoot);
  const faissRemedy = faiss?.state === 'missing' ? faiss.remedy : 'Run matchbench doctor --fix.';
  if (await native('faiss-node', 'limited', 'HNSW and IVF indexes', faissRemedy)) indexes.push('faiss-node');
  if (await native('usearch', 'limited', 'HNSW indexes', 'Run npm ci --include=optional.')) indexes.push('usearch');

  return {
    ok: checks.every(({ state }) => state !== 'broken'),
    version: versionAt(packageRoot),
    machine: { platform, arch, node, nodeAbi: process.versions.modules },
    devices,
    indexes,
    checks,
  };
}

/** What every device but the CPU needs, and whether it computes here: each is tried, because a provider alone proves nothing. */
async function deviceChecks(): Promise<(Check & { readonly device: string })[]> {
  const { devices, runtimeDevices } = await import('../runtime/devices.ts');
  const { deviceFault } = await import('../runtime/probe-device.ts');
  const { readAccelerators } = await import('../measuring/machine.ts');
  const bundled = runtimeDevices();
  const found = await readAccelerators();
  const checks: (Check & { readonly device: string })[] = [];
  for (const [device, { needs }] of entriesOf(devices).filter(([name]) => name !== 'cpu')) {
    const name = `device ${device}`;
    const absent = `onnxruntime-node does not bring it for ${process.platform} ${process.arch}`;
    const fault = bundled.includes(device) || device === 'cuda' ? await deviceFault(device) : absent;
    checks.push(
      fault === undefined
        ? { device, name, state: 'works', detail: `computes (${found.join('; ') || 'adapter not told'})` }
        : { device, name, state: 'limited', detail: fault, remedy: `Optional. ${needs}` },
    );
  }
  return checks;
}

const entriesOf = <K extends string, V>(table: Readonly<Record<K, V>>): [K, V][] => Object.entries(table) as [K, V][];

/** The report for a terminal of that width, or for a pipe, without colours. */
export function renderDoctor(report: DoctorReport, width?: number): string {
  const rows = report.checks.map(({ name, state, detail, remedy }) => [
    state,
    name,
    remedy === undefined ? detail : `${detail}\n→ ${remedy}`,
  ]);
  const { platform, arch, node } = report.machine;
  const columns = ['', '', ''].map(textColumn);
  return [`matchbench ${report.version} on ${platform} ${arch}, Node ${node}`, ...tableOf(columns, rows, width), ''].join('\n');
}
