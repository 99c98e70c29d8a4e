import { UserError } from '../errors.ts';

type Action = 'read' | 'written';

interface Reason {
  readonly reason: string;
  readonly remedy: string;
}

const reasons: Readonly<Record<string, Reason>> = {
  ENOSPC: { reason: 'the disk is full', remedy: 'Free some space, or choose a folder on another disk.' },
  EDQUOT: { reason: 'the disk quota is used up', remedy: 'Free some space, or choose a folder on another disk.' },
  EFBIG: {
    reason: 'the file would be larger than the disk or a limit allows',
    remedy: 'Raise the limit (ulimit -f), or choose a folder on another disk.',
  },
  EROFS: { reason: 'the disk is read-only', remedy: 'Choose a folder on a disk that can be written to.' },
  EACCES: { reason: 'permission is denied', remedy: 'Change the permissions, or choose another folder.' },
  EPERM: { reason: 'permission is denied', remedy: 'Change the permissions, or choose another folder.' },
  EISDIR: { reason: 'it is a folder', remedy: 'Name a file.' },
  ENOTDIR: { reason: 'a part of its path is not a folder', remedy: 'Check the path.' },
  EEXIST: { reason: 'something else has its name', remedy: 'Choose another name, or move what is there.' },
  ELOOP: { reason: 'its links lead in a circle', remedy: 'Check the path.' },
  ENAMETOOLONG: { reason: 'its name is too long', remedy: 'Choose a shorter path.' },
  EMFILE: { reason: 'too many files are open', remedy: 'Raise the limit of open files (ulimit -n).' },
  ERR_INVALID_ARG_VALUE: { reason: 'no file can have this name', remedy: 'Check the path.' },
  EIO: { reason: 'the disk reported an error', remedy: 'Check the disk, then try again.' },
};

const missing: Readonly<Record<Action, Reason>> = {
  read: { reason: 'it does not exist', remedy: 'Check the path.' },
  written: { reason: 'its folder does not exist', remedy: 'Create the folder, and keep it while the command runs.' },
};

/** A failed file operation as a `UserError` of kind `storage`; what is not a failed file operation is returned unchanged. */
export function storageError(cause: unknown, path: string, action: Action): unknown {
  if (!(cause instanceof Error) || cause instanceof UserError) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  // Node refuses a path with a NUL before it asks the system.
  const isFileError = (cause as NodeJS.ErrnoException).syscall !== undefined || code === 'ERR_INVALID_ARG_VALUE';
  if (typeof code !== 'string' || !isFileError) return cause;
  const known = code === 'ENOENT' ? missing[action] : reasons[code];
  const { reason, remedy } = known ?? {
    reason: `the system answered ${code}`,
    remedy: 'Check the disk and the path, then try again.',
  };
  return new UserError('storage', `The file could not be ${action}: ${reason}.`, { place: path, remedy, cause });
}
