import { createRequire } from 'node:module';
import { UserError } from '../errors.ts';

type Library = typeof import('onnxruntime-node');

// From 1.29 on it keeps a database of what it runs and sends it to its makers, on threads beside what is measured, unless this is set before it is loaded.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

function load(): Library {
  try {
    // An import of it that fails is reported twice by Node 20, the second time past every handler.
    return createRequire(import.meta.url)('onnxruntime-node') as Library;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new UserError('environment', `the package onnxruntime-node cannot be loaded on this machine: ${reason}`, {
      remedy: 'Run npm run setup; matchbench doctor then tells what still does not work, and why.',
      cause,
    });
  }
}

/** The library that runs every model. Importing this throws a `UserError` of kind `environment` where it is missing or broken. */
export const onnxruntime: Library = load();
