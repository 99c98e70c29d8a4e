// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { lastLines, runChild } from './child.mjs';

const packages = ['libfaiss-dev', 'libopenblas-dev', 'g++'];
const lists = '/var/lib/apt/lists';

/** The command for a person, word for word. */
export const aptCommand = `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`;

export const hasApt = () => process.platform === 'linux' && (existsSync('/usr/bin/apt-get') || existsSync('/bin/apt-get'));

/** @param {NodeJS.ProcessEnv} env */
function inContainer(env) {
  if (env.container !== undefined || env.KUBERNETES_SERVICE_HOST !== undefined) return true;
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true;
  try {
    return /docker|kubepods|containerd|lxc/.test(readFileSync('/proc/1/cgroup', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Packages of the system are installed without asking only where nobody's machine is changed by it: as root in a container or
 * in CI; elsewhere when the person said `--system`.
 *
 * @param {boolean} asked
 * @param {NodeJS.ProcessEnv} env
 */
export function mayInstallSystemPackages(asked, env) {
  if (!hasApt()) return false;
  if (asked) return true;
  const inCi = env.CI !== undefined && env.CI !== '' && env.CI !== 'false' && env.CI !== '0';
  return process.getuid?.() === 0 && (inCi || inContainer(env));
}

/** Images of containers come without package lists. */
function hasLists() {
  try {
    return readdirSync(lists).some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}

/**
 * Installs FAISS, OpenBLAS and a compiler with apt; through sudo, which may ask for a password, when not root.
 *
 * @param {(pid: number | undefined) => void} onChild
 * @returns {Promise<string | undefined>} what went wrong
 */
export async function installSystemPackages(onChild) {
  const root = process.getuid?.() === 0;
  const settings = [
    '-o',
    'Acquire::http::Timeout=20',
    '-o',
    'Acquire::https::Timeout=20',
    '-o',
    'Acquire::Retries=1',
    '-o',
    'DPkg::Lock::Timeout=120',
  ];
  const apt = (/** @type {string[]} */ ...words) => {
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, onChild, passOn: !root };
    const args = [...settings, ...words];
    return root
      ? runChild('apt-get', args, options)
      : runChild('sudo', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args], options);
  };
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
  if (hasLists() && (await install()).ok) return undefined;
  // Lists that are missing or old name packages that the server no longer has.
  const update = await apt('update');
  const result = update.ok ? await install() : update;
  return result.ok ? undefined : `apt-get: ${lastLines(result, 1) || result.ended}`;
}
