import { UserError } from '../../errors.ts';

const loadCodes = ['ERR_DLOPEN_FAILED', 'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'];
/** How V8, onnxruntime, C++ and the system say it. */
const memoryMessage =
  /bad_alloc|array buffer allocation failed|failed to allocate memory|cannot allocate memory|unable to grow|out of memory|ENOMEM/i;

/** An error of what this machine lacks, a package or memory, as a `UserError` of kind `environment`; anything else is returned unchanged. */
export function environmentError(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const shortage = [cause, cause.cause].find(
    (error): error is Error => error instanceof Error && memoryMessage.test(error.message),
  );
  if (shortage !== undefined) {
    return new UserError('environment', `memory ran out (${firstLine(shortage.message)})`, {
      remedy:
        'Close other programs, raise the limit (ulimit -v, or that of the container), or use a smaller batchSize or narrower networks in the suite.',
      cause,
    });
  }
  if (cause instanceof UserError) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  const unloadable = loadCodes.includes(code ?? '') || /^Could not load the "sharp" module/.test(cause.message);
  const name = packageIn(cause.message);
  if (!unloadable || name === undefined) return cause;
  return new UserError('environment', `the package ${name} cannot be loaded on this machine: ${firstLine(cause.message)}`, {
    remedy: 'Run npm run setup; matchbench doctor then tells what still does not work, and why.',
    cause,
  });
}

/** The package that an error names as missing, or in whose folder the missing or broken file lies. A file of ours that is missing is a defect. */
function packageIn(message: string): string | undefined {
  const missing = /Cannot find (?:package|module) '([^']*)'/.exec(message)?.[1];
  if (missing !== undefined && /^(file:|[/\\]|[A-Za-z]:\\)/.test(missing)) return packageOfPath(missing);
  if (missing !== undefined && !missing.startsWith('.')) return /^(?:@[^/]+\/)?[^/]+/.exec(missing)?.[0];
  // A relative name: the message goes on with who asked for it.
  return packageOfPath(message) ?? /the "(sharp)" module/.exec(message)?.[1];
}

const packageOfPath = (path: string): string | undefined =>
  /node_modules[\\/]((?:@[\w.-]+[\\/])?[\w.-]+)/.exec(path)?.[1]?.replace('\\', '/');

const firstLine = (text: string): string => text.split('\n', 1)[0]!;
