import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { add, input, scalar } from '../../src/graph/build.ts';
import { toOnnx } from '../../src/graph/to-onnx.ts';
import { compiled } from '../support/compiled.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** An ONNX model that adds 1. */
const model = Buffer.from(toOnnx('increment', [{ name: 'sum', node: add(input('x', [1]), scalar(1)) }])).toString('base64');

it('a process that runs a model leaves nothing of onnxruntime in the home folder or among the temporary files', async () => {
  const home = await temporaryFolder();
  await mkdir(join(home, 'temporary'));
  const program = `const { onnxruntime } = await import(${JSON.stringify((await compiled('runtime/onnxruntime.js')).href)});
    const session = await onnxruntime.InferenceSession.create(Buffer.from('${model}', 'base64'));
    const { sum } = await session.run({ x: new onnxruntime.Tensor('float32', [1], [1]) });
    console.log(sum.data[0]);`;
  // Neither CI nor VITEST: under those it is silent by itself.
  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: join(home, 'temporary') };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env });
  expect(stdout.trim()).toBe('2');
  expect(await readdir(home, { recursive: true })).toEqual(['temporary']);
});
