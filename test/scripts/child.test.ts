import { describe, expect, test } from 'vitest';
import { lastLines, runChild } from '../../scripts/setup/child.mjs';
import { nativeFault } from '../../scripts/setup/native-load.mjs';

const node = (script: string, options?: Parameters<typeof runChild>[2]) => runChild(process.execPath, ['-e', script], options);

describe('a program that is run', () => {
  test('answers with both of its outputs', async () => {
    const result = await node(`console.log('out'); console.error('err')`);
    expect(result.ok).toBe(true);
    expect(lastLines(result).split('\n').sort()).toEqual(['err', 'out']);
  });

  test('that fails, crashes or is not there says why, and never rejects', async () => {
    expect(await node('process.exit(3)')).toMatchObject({ ok: false, ended: 'exit code 3' });
    expect((await runChild('no-such-program-anywhere', [])).ended).toContain('ENOENT');
    if (process.platform !== 'win32') expect((await node(`process.kill(process.pid, 'SIGSEGV')`)).ended).toBe('ended by SIGSEGV');
  });

  test('is ended at its time limit, and without its sign of life', async () => {
    const forever = `setInterval(() => {}, 1000)`;
    expect((await node(forever, { limitMs: 300 })).ended).toBe('took longer than 0.3 s');
    expect((await node(forever, { sign: { withinMs: 300, until: /go/ } })).ended).toBe('no answer within 0.3 s');
    const shown = await node(`console.log('go'); setTimeout(() => {}, 1500)`, { sign: { withinMs: 1200, until: /go/ } });
    expect(shown.ok).toBe(true);
  });

  test('is known by its process id while it runs', async () => {
    const seen: (number | undefined)[] = [];
    await node('', { onChild: (pid) => seen.push(pid) });
    expect(seen).toEqual([expect.any(Number), undefined]);
  });
});

describe('a native package', () => {
  test('that is not there has a fault of one line', async () => {
    const fault = await nativeFault(process.platform === 'win32' ? 'C:\\' : '/', 'faiss-node');
    expect(fault).toContain('faiss-node');
    expect(fault).not.toContain('\n');
  });
});
