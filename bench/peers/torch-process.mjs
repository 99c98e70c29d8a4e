// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Arguments that give the Python scripts the settings of ours. @param {import('../../src/define-model.ts').ModelSettings} settings */
export const networkArguments = ({ hidden, embedding, fusionHidden, inputDropout, hiddenDropout }) => [
  ...['--hidden', String(hidden), '--embedding', String(embedding), '--fusion-hidden', fusionHidden.join(',')],
  ...['--input-dropout', String(inputDropout), '--hidden-dropout', String(hiddenDropout)],
];

/**
 * Trains in PyTorch and gives back what it printed.
 * @param {string} python
 * @param {readonly string[]} args
 * @returns {Promise<{ readonly test: Record<string, Record<string, number>>, readonly step_seconds: number, readonly steps: number }>}
 */
export async function torchTraining(python, args) {
  const child = spawn(python, [join(here, 'train_torch.py'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`PyTorch training ended with ${code}; its message stands above`);
  return JSON.parse(text);
}
