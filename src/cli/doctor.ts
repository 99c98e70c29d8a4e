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
  const tools = await setUpTools();
  const ofSetUp = [machineCheck(tools), await setUpCheck(tools, options)];
  const runtime = await nativeCheck(tools, 'onnxruntime-node', {
    state: 'broken',
    detail: 'runs and trains models',
    remedy: 'Run npm run setup; the requirements are in README.md.',
  });
  const devices = works(runtime) ? await deviceChecks() : [];
  const pictures = await nativeCheck(tools, 'sharp', {
    state: 'limited',
    detail: 'decodes pictures',
    remedy: 'Run npm ci --include=optional. Only building data sets from pictures needs it.',
  });
  const { faiss } = tools.readStamp(packageRoot);
  const indexes = {
    'faiss-node': await nativeCheck(tools, 'faiss-node', {
      state: 'limited',
      detail: 'HNSW and IVF indexes',
      remedy: faiss?.state === 'missing' ? faiss.remedy : 'Run matchbench doctor --fix.',
    }),
    usearch: await nativeCheck(tools, 'usearch', {
      state: 'limited',
      detail: 'HNSW indexes',
      remedy: 'Run npm ci --include=optional.',
    }),
  };
  const checks: Check[] = [
    ...ofSetUp,
    runtime,
    ...devices.map(({ device: _, ...check }) => check),
    pictures,
    transformersCheck(tools),
    { name: 'exact search', state: 'works', detail: 'part of matchbench' },
    ...Object.values(indexes),
  ];
  return {
    ok: checks.every(({ state }) => state !== 'broken'),
    version: versionAt(packageRoot),
    machine: {
      platform: process.platform,
      arch: process.arch,
      node: process.versions.node,
      nodeAbi: process.versions.modules,
    },
    devices: ['cpu', ...devices.filter(works).map(({ device }) => device)],
    indexes: ['exact', ...entriesOf(indexes).flatMap(([name, check]) => (works(check) ? [name] : []))],
    checks,
  };
}

const works = ({ state }: Check): boolean => state === 'works';

/** Loaded here and not above: the command line must start on a machine where one of them does not. */
async function setUpTools() {
  const { setUp, pendingSteps } = await import('../../scripts/setup/set-up.mjs');
  const { readStamp } = await import('../../scripts/setup/stamp.mjs');
  const { nativeFault } = await import('../../scripts/setup/native-load.mjs');
  const { checkPlatform, detectLibc } = await import('../../scripts/setup/platform.mjs');
  const { packageFolder } = await import('../../scripts/setup/faiss.mjs');
  return { setUp, pendingSteps, readStamp, nativeFault, checkPlatform, detectLibc, packageFolder };
}
type SetUpTools = Awaited<ReturnType<typeof setUpTools>>;

function machineCheck({ checkPlatform, detectLibc }: SetUpTools): Check {
  const { platform, arch } = process;
  const node = process.versions.node;
  try {
    const warning = checkPlatform(platform === 'linux' ? { platform, arch, node, libc: detectLibc() } : { platform, arch, node });
    const state = warning === undefined ? 'works' : 'limited';
    return { name: 'machine', state, detail: warning ?? `${platform} ${arch}, Node ${node}` };
  } catch (error) {
    return { name: 'machine', state: 'broken', ...failureOf(error) };
  }
}

async function setUpCheck(
  { setUp, pendingSteps, readStamp }: SetUpTools,
  { fix, log = () => {} }: DoctorOptions,
): Promise<Check> {
  const name = 'set-up';
  try {
    if (fix) await setUp(packageRoot, { retry: true, log });
    const pending = pendingSteps(packageRoot, readStamp(packageRoot));
    if (pending.length === 0) return { name, state: 'works', detail: 'complete' };
    return { name, state: 'limited', detail: `still to do: ${pending.join(', ')}`, remedy: 'Run matchbench doctor --fix.' };
  } catch (error) {
    return { name, state: 'broken', ...failureOf(error) };
  }
}

function installed({ packageFolder }: SetUpTools, name: string): string {
  const folder = packageFolder(packageRoot, name);
  return folder === undefined ? `${name} (not installed)` : `${name} ${versionAt(folder)}`;
}

/** Loads a native package in a process of its own; `state` and `remedy` are for where that fails. */
async function nativeCheck(
  tools: SetUpTools,
  name: Parameters<SetUpTools['nativeFault']>[1],
  { state, detail, remedy }: Required<Omit<Check, 'name'>>,
): Promise<Check> {
  const fault = await tools.nativeFault(packageRoot, name);
  const known = { name: installed(tools, name) };
  return fault === undefined ? { ...known, state: 'works', detail } : { ...known, state, detail: fault, remedy };
}

function transformersCheck(tools: SetUpTools): Check {
  const name = '@xenova/transformers';
  const known = { name: installed(tools, name) };
  return tools.packageFolder(packageRoot, name) === undefined
    ? { ...known, state: 'limited', detail: 'features cannot be extracted', remedy: 'Run npm run setup.' }
    : { ...known, state: 'works', detail: 'splits texts into tokens and prepares pictures' };
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
