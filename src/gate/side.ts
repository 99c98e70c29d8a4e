import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { shown, UserError } from '../errors.ts';
import { runSide } from './side-process.ts';
import { refuseStale } from './stale-build.ts';

export type SideName = 'base' | 'head';

/** An installation of matchbench that is built. */
export interface Side {
  readonly name: SideName;
  /** As the user named it; of a ref its commit, too. */
  readonly shown: string;
  readonly folder: string;
  readonly commit?: string;
  /** Removes what was made for it; may be called twice. */
  remove(): void;
}

export interface SideOptions {
  readonly name: SideName;
  readonly given: string;
  /** Where worktrees are made. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Set-up installs and compiles: minutes on a slow disk. */
const setUpSeconds = 1_800;
const program = join('dist', 'cli', 'main.js');
export const probe = join('dist', 'gate', 'probe.js');

/**
 * Looks for a side, and gives what sets it up: a folder as it is, or a git ref of the repository around the working directory, as a worktree below the scratch folder,
 * set up by its own scripts, which takes minutes. Throws a `UserError` of kind `input` where there is neither, or the folder holds nothing built or something else than
 * its sources say; setting up throws `input` where a commit is no matchbench, `internal` where it does not build.
 */
export async function findSide(options: SideOptions): Promise<() => Promise<Side>> {
  const { name, given } = options;
  if (existsSync(given)) {
    const side = checked({ name, shown: given, folder: resolve(given), remove: () => {} });
    await refuseStale(side);
    return async () => side;
  }
  const commit = commitOf(given);
  if (commit === undefined) {
    throw new UserError('input', `there is no ${name}: ${shown(given)} is neither a folder nor a commit that git knows here`, {
      remedy: 'Name a folder with a built matchbench, or a ref; in CI, fetch it first (fetch-depth: 0).',
    });
  }
  return () => openWorktree(options, commit);
}

async function openWorktree({ name, given, scratch, signal, say }: SideOptions, commit: string): Promise<Side> {
  const folder = join(scratch, name);
  let removed = false;
  const remove = (): void => {
    if (removed) return;
    removed = true;
    rmSync(folder, { recursive: true, force: true });
    git(['worktree', 'prune']);
  };
  say(`${name}: ${given} (${commit.slice(0, 10)}) is checked out and set up`);
  try {
    git(['worktree', 'add', '--detach', '--force', folder, commit]);
    const what = `${name}: set-up of ${given} (${commit.slice(0, 10)})`;
    const args = [join('scripts', 'setup.mjs')];
    if (!existsSync(join(folder, args[0]!))) throw notBuilt(name, folder);
    await runSide({ what, args, cwd: folder, threads: 2, limitSeconds: setUpSeconds, signal });
    return checked({ name, shown: `${given} (${commit.slice(0, 10)})`, folder, commit, remove });
  } catch (error) {
    remove();
    throw error;
  }
}

function checked(side: Side): Side {
  const { name, folder } = side;
  if (!existsSync(join(folder, program))) throw notBuilt(name, folder);
  if (!existsSync(join(folder, probe))) {
    throw new UserError('input', `${name} is older than the gate: it has no ${probe}`, {
      place: folder,
      remedy: 'Gate two sides that both have it.',
    });
  }
  return side;
}

const notBuilt = (name: string, folder: string): UserError =>
  new UserError('input', `${name} is no built matchbench: there is no ${program}`, {
    place: folder,
    remedy: 'Run npm run setup in that folder, or name another.',
  });

function commitOf(ref: string): string | undefined {
  // What begins with a dash would be an option.
  if (ref.startsWith('-')) return undefined;
  try {
    return git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]).trim() || undefined;
  } catch {
    return undefined;
  }
}

function git(args: readonly string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() ?? (cause as Error).message;
    throw new UserError('environment', `git ${args[0]} failed: ${said}`, {
      remedy: 'Run the gate in a git repository, or name folders.',
      cause,
    });
  }
}
