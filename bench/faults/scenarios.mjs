import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { installWithout } from './installation.mjs';
import { halves } from './kill.mjs';
import { goingOn, sleep, start, temporaries, until, workerIn } from './real-run.mjs';

/**
 * What a scenario found: how the command ended, what it said, and whether each claim held.
 *
 * @typedef {{ code: number | null, said: string, claims: Record<string, boolean> }} Finding
 * @typedef {{ folder: string, main: string, compiled: string }} World `folder` holds data/, tiny.yaml (every kind of cell) and small.yaml (three cells).
 * @typedef {{ what: string, needs?: 'linux' | 'root' | 'taskset', run(world: World): Promise<Finding> }} Scenario
 */

const small = ['--suite', 'small.yaml'];

/** @param {World} world @param {readonly string[]} args @param {{ under?: string, main?: string }} [options] */
function matchbench({ folder, main: own }, args, { under, main = own } = {}) {
  if (under === undefined) return start(process.execPath, [main, ...args], { cwd: folder });
  return start('bash', ['-c', `${under} "$@"`, 'bash', process.execPath, main, ...args], { cwd: folder });
}

/** @param {World} world @param {string} out @param {string[]} suite */
async function resumes(world, out, suite = small) {
  // Where nothing was begun, there is nothing to go on with.
  const goOn = goingOn(join(world.folder, out));
  const { code } = await matchbench(world, ['run', ...suite, '--out', out, ...goOn]).ended;
  return code === 0 && halves(join(world.folder, out)).length === 0;
}

/** One message for a person: no stack, no word of a defect. @param {string} said */
const isPlain = (said) => (said.match(/^error:/gm) ?? []).length <= 1 && !/\n\s+at .*:\d+:\d+|defect of matchbench/.test(said);

/** @param {World} world @param {string} name @param {(out: string) => Promise<Finding>} use @param {string} size */
async function onTmpfs({ folder }, name, size, use) {
  const out = join(folder, name);
  mkdirSync(out);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', out]);
  try {
    return await use(out);
  } finally {
    execFileSync('umount', [out]);
  }
}

/** @param {World} world @param {string} name @param {'SIGINT' | 'SIGTERM'} signal @returns {Promise<Finding & { ms: number }>} */
async function interrupt(world, name, signal) {
  const out = join(world.folder, name);
  const run = matchbench(world, ['run', ...small, '--out', name]);
  await until(() => workerIn(out, 1) !== undefined || run.over());
  const worker = workerIn(out, 1);
  const asked = performance.now();
  // A terminal sends Ctrl-C to the whole group; kill sends SIGTERM to the one process.
  process.kill(signal === 'SIGINT' ? -run.child.pid : run.child.pid, signal);
  const { code, said } = await run.ended;
  const ms = performance.now() - asked;
  const command = /continue with: npx matchbench (.*)/.exec(said)?.[1] ?? '--help';
  const goOn = await start('bash', ['-c', `"$0" "$1" ${command}`, process.execPath, world.main], { cwd: world.folder }).ended;
  return {
    code,
    said,
    ms,
    claims: {
      'exit code 130': code === 130,
      'says the command that goes on': command.includes('--resume'),
      'the command goes on': goOn.code === 0 && /of them finished before/.test(goOn.said),
      'worker ended': worker === undefined || !isRunning(worker),
      'files whole or absent': halves(out).length === 0,
    },
  };
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** @param {World} world @param {string} name @param {{ missing?: string[], broken?: string[] }} faults @param {readonly string[]} args */
async function crippled(world, name, faults, args) {
  const main = installWithout(join(world.folder, `install-${name}`), world.compiled, faults);
  return await matchbench(world, args, { main }).ended;
}

/** @param {World} world @param {string} out @returns {{ code: string, message: string }[]} */
function warningsOf({ folder }, out) {
  const record = JSON.parse(readFileSync(join(folder, out, 'record.json'), 'utf8'));
  const cells = record.cells.map((/** @type {{ file: string }} */ { file }) =>
    JSON.parse(readFileSync(join(folder, out, file), 'utf8')),
  );
  return [...record.warnings, ...cells.flatMap((/** @type {{ warnings: object[] }} */ { warnings }) => warnings)];
}

/** @type {Record<string, Scenario>} */
export const scenarios = {
  'Ctrl-C': { what: 'SIGINT to the process group, in a training', run: (world) => interrupt(world, 'ctrl-c', 'SIGINT') },
  'a polite kill': { what: 'SIGTERM to the process, in a training', run: (world) => interrupt(world, 'sigterm', 'SIGTERM') },

  'a second process': {
    what: 'the same OUT twice at once; then the first is killed',
    async run(world) {
      const out = join(world.folder, 'twice');
      const first = matchbench(world, ['run', ...small, '--out', 'twice']);
      await until(() => workerIn(out) !== undefined || first.over());
      process.kill(-first.child.pid, 'SIGSTOP');
      const { code, said } = await matchbench(world, ['run', ...small, '--out', 'twice', '--resume']).ended;
      first.kill();
      await first.ended;
      return {
        code,
        said,
        claims: {
          'exit code 6': code === 6,
          'names the holder': said.includes(`another process (${first.child.pid} on `),
          'a plain message': isPlain(said),
          'a dead one is taken over': existsSync(join(out, 'run.lock')) && (await resumes(world, 'twice')),
        },
      };
    },
  },

  'a full disk': {
    what: 'OUT on a tmpfs of 48 KiB; then it grows',
    needs: 'root',
    run: (world) =>
      onTmpfs(world, 'full', '48k', async (out) => {
        const { code, said } = await matchbench(world, ['run', ...small, '--out', 'full']).ended;
        const whole = halves(out).length === 0 && temporaries(out).length === 0;
        execFileSync('mount', ['-o', 'remount,size=64m', out]);
        return {
          code,
          said,
          claims: {
            'exit code 5': code === 5,
            'says so': /disk is full/.test(said),
            'a plain message': isPlain(said),
            'files whole or absent': whole,
            resumes: await resumes(world, 'full'),
          },
        };
      }),
  },

  'a limit of file size': {
    what: 'ulimit -f of 15 KiB; then none',
    needs: 'linux',
    async run(world) {
      const { code, said } = await matchbench(world, ['run', ...small, '--out', 'limited'], { under: 'ulimit -f 15;' }).ended;
      const out = join(world.folder, 'limited');
      return {
        code,
        said,
        claims: {
          'exit code 5': code === 5,
          'says so': /larger than/.test(said),
          'a plain message': isPlain(said),
          'files whole or absent': halves(out).length === 0 && temporaries(out).length === 0,
          resumes: await resumes(world, 'limited'),
        },
      };
    },
  },

  'a read-only OUT': {
    what: 'OUT on a disk that is mounted read-only; then writable',
    needs: 'root',
    run: (world) =>
      onTmpfs(world, 'read-only', '64m', async (out) => {
        execFileSync('mount', ['-o', 'remount,ro', out]);
        const { code, said } = await matchbench(world, ['run', ...small, '--out', 'read-only']).ended;
        const untouched = readdirSync(out).length === 0;
        execFileSync('mount', ['-o', 'remount,rw', out]);
        return {
          code,
          said,
          claims: {
            'exit code 5': code === 5,
            'says so': /disk is read-only/.test(said),
            'a plain message': isPlain(said),
            'nothing written': untouched,
            resumes: await resumes(world, 'read-only'),
          },
        };
      }),
  },

  'a vanished OUT': {
    what: 'OUT removed in a training',
    async run(world) {
      const out = join(world.folder, 'vanished');
      const run = matchbench(world, ['run', ...small, '--out', 'vanished']);
      await until(() => workerIn(out, 1) !== undefined || run.over());
      // Away at once: something may be written there while it is emptied.
      renameSync(out, `${out}-gone`);
      const { code, said } = await run.ended;
      const remade = existsSync(out);
      return {
        code,
        said,
        claims: {
          'exit code 5': code === 5,
          'says so': /removed|does not exist/.test(said),
          'a plain message': isPlain(said),
          'nothing made again': !remade,
          resumes: await resumes(world, 'vanished'),
        },
      };
    },
  },

  'a killed worker': {
    what: 'SIGKILL to the worker that trains, as the system does when memory runs out',
    async run(world) {
      const out = join(world.folder, 'orphan');
      const run = matchbench(world, ['run', ...small, '--out', 'orphan']);
      await until(() => workerIn(out, 1) !== undefined || run.over());
      const worker = workerIn(out, 1);
      if (worker !== undefined) process.kill(worker, 'SIGKILL');
      const { code, said } = await run.ended;
      return {
        code,
        said,
        claims: {
          'exit code 7': code === 7,
          'says which cell and why': /failed: slice\/.*killed by SIGKILL \(as the system does when memory runs out\)/.test(said),
          'a plain message': isPlain(said),
          'files whole or absent': halves(out).length === 0,
          resumes: await resumes(world, 'orphan'),
        },
      };
    },
  },

  'no onnxruntime': {
    what: 'the package is missing; then its binary is cut short',
    needs: 'linux',
    async run(world) {
      const args = ['run', ...small, '--out', 'no-runtime'];
      const missing = await crippled(world, 'no-runtime', { missing: ['onnxruntime-node'] }, args);
      const { code, said } = await crippled(world, 'broken-runtime', { broken: ['onnxruntime-node'] }, args);
      return {
        code,
        said,
        claims: {
          'exit code 4': code === 4 && missing.code === 4,
          'names it and the remedy': [missing.said, said].every((text) =>
            /package onnxruntime-node cannot be loaded.*\n.*npm run setup/.test(text),
          ),
          'a plain message': isPlain(said) && isPlain(missing.said),
          'nothing written': !existsSync(join(world.folder, 'no-runtime')),
          resumes: await resumes(world, 'no-runtime'),
        },
      };
    },
  },

  'no index library': {
    what: 'the binary of faiss-node is cut short; usearch is missing too',
    needs: 'linux',
    async run(world) {
      const suite = ['--suite', 'index.yaml'];
      const faults = { broken: ['faiss-node'], missing: ['usearch'] };
      const { code, said } = await crippled(world, 'no-index', faults, ['run', ...suite, '--out', 'no-index']);
      const warnings = code === 0 ? warningsOf(world, 'no-index').filter(({ code: name }) => name === 'index-library') : [];
      return {
        code,
        said: warnings[0]?.message ?? said,
        claims: {
          'exit code 0': code === 0,
          'a stored warning says what was measured instead': warnings.some(({ message }) =>
            /instead: exact search only/.test(message),
          ),
        },
      };
    },
  },

  'no sharp': {
    what: 'the package is missing: a run, then building data from pictures',
    needs: 'linux',
    async run(world) {
      const main = installWithout(join(world.folder, 'install-no-sharp'), world.compiled, { missing: ['sharp'] });
      const run = await matchbench(world, ['run', ...small, '--out', 'no-sharp'], { main }).ended;
      const { code, said } = await matchbench(world, ['data', 'build', 'emoji', '--out', 'built'], { main }).ended;
      return {
        code,
        said,
        claims: {
          'a run goes on': run.code === 0,
          'exit code 4': code === 4,
          'names it and the remedy': /package sharp cannot be loaded.*\n.*npm run setup/.test(said),
          'a plain message': isPlain(said),
        },
      };
    },
  },

  'one core': {
    what: 'taskset -c 0, with a suite that asks for two threads',
    needs: 'taskset',
    async run(world) {
      const core = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
      const { code, said } = await matchbench(world, ['run', ...small, '--out', 'one-core'], { under: `taskset -c ${core}` })
        .ended;
      const warning = code === 0 ? warningsOf(world, 'one-core').find(({ code: name }) => name === 'few-cores') : undefined;
      return {
        code,
        said: warning?.message ?? said,
        claims: { 'exit code 0': code === 0, 'a stored warning': /2 threads; .* 1 core\b/.test(warning?.message ?? '') },
      };
    },
  },

  'little address space': {
    what: 'ulimit -v of 1.2 GB: Node starts, onnxruntime gets no thread',
    needs: 'linux',
    async run(world) {
      const { code, said } = await matchbench(world, ['run', ...small, '--out', 'little'], { under: 'ulimit -v 1200000;' }).ended;
      return {
        code,
        said,
        claims: {
          'done, or says that memory ran out': code === 0 || /memory ran out|OOM|out of memory|bad_alloc/i.test(said),
          'a plain message': isPlain(said) || !/matchbench/.test(said),
          resumes: await resumes(world, 'little'),
        },
      };
    },
  },
};

/** Why a scenario cannot be tried here; undefined when it can. @param {Scenario['needs']} needs */
export function missingFor(needs) {
  if (needs === undefined) return undefined;
  if (process.platform !== 'linux') return 'Linux only';
  if (needs === 'taskset' && !hasCommand('taskset')) return 'taskset is not installed';
  if (needs === 'root' && !mayMount()) return 'only root may mount a disk';
  return undefined;
}

const hasCommand = (/** @type {string} */ name) => succeeds('which', [name]);
/** Being root is not enough in a container. */
const mayMount = () => process.getuid?.() === 0 && succeeds('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);

/** @param {string} file @param {string[]} args */
function succeeds(file, args) {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A worker that stands still. Apart from the others: it takes as long as the limit of the suite `hang.yaml`. @type {Scenario} */
export const hangingWorker = {
  what: 'SIGSTOP to the worker that trains, with cellMinutes 0.5',
  async run(world) {
    const out = join(world.folder, 'hang');
    const run = matchbench(world, ['run', '--suite', 'hang.yaml', '--out', 'hang']);
    await until(() => workerIn(out, 1) !== undefined || run.over());
    await sleep(200);
    const worker = workerIn(out, 1);
    if (worker !== undefined) process.kill(worker, 'SIGSTOP');
    const { code, said } = await run.ended;
    return {
      code,
      said,
      claims: {
        'exit code 7': code === 7,
        'says which cell and why': /failed: slice\/.*the worker hung: it was stopped after 30 s/.test(said),
        'worker ended': worker === undefined || !isRunning(worker),
        'a plain message': isPlain(said),
        resumes: await resumes(world, 'hang', ['--suite', 'hang.yaml']),
      },
    };
  },
};
