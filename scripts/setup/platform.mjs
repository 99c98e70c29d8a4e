// @ts-check
import { readFileSync } from 'node:fs';
import { SetupFailure } from './failure.mjs';

const supported = ['linux x64 (glibc)', 'linux arm64 (glibc)', 'darwin arm64', 'win32 x64'];
const testedNodes = [20, 22, 24];

/**
 * The C library of this Linux system, read from what `ldd` is: a script of glibc or of musl.
 *
 * @returns {'glibc' | 'musl'}
 */
export function detectLibc() {
  for (const path of ['/usr/bin/ldd', '/bin/ldd']) {
    try {
      const text = readFileSync(path, 'latin1');
      if (text.includes('musl')) return 'musl';
      if (/GLIBC|GNU/.test(text)) return 'glibc';
    } catch {
      // A system without ldd: the report below decides.
    }
  }
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/**
 * Refuses, by name, a machine that onnxruntime has no binary for, and a Node that is too old.
 *
 * @param {{ platform: string, arch: string, node: string, libc?: 'glibc' | 'musl' }} machine
 * @returns {string | undefined} a warning
 */
export function checkPlatform({ platform, arch, node, libc }) {
  const major = Number(node.split('.')[0]);
  if (major < 20)
    throw new SetupFailure(
      `Node ${node} is too old: matchbench needs Node 20, 22 or 24.`,
      'Install Node 24 and run the command again.',
    );
  const choose = `Use one of: ${supported.join(', ')}.`;
  if (platform === 'linux' && libc === 'musl') {
    throw new SetupFailure(
      'Linux with musl (Alpine and others) is not supported: onnxruntime-node has binaries for glibc only.',
      choose,
    );
  }
  if (platform === 'darwin' && arch === 'x64') {
    throw new SetupFailure('macOS on Intel is not supported: onnxruntime-node has no binary for it.', choose);
  }
  if (!supported.some((name) => name.startsWith(`${platform} ${arch}`))) {
    throw new SetupFailure(
      `${platform} ${arch} is not supported: onnxruntime-node or another native package has no binary for it.`,
      choose,
    );
  }
  return testedNodes.includes(major) ? undefined : `Node ${node} is untested; Node ${testedNodes.join(', ')} are tested.`;
}
