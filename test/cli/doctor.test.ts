import { describe, expect, test } from 'vitest';
import { type DoctorReport, doctor, renderDoctor } from '../../src/cli/doctor.ts';

describe('doctor', () => {
  test('on a machine that runs these tests, onnxruntime works, exact search is there, and what does not work carries a remedy', async () => {
    const report = await doctor();
    expect(report.ok).toBe(true);
    expect(report.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(report.machine.node).toBe(process.versions.node);
    expect(report.devices[0]).toBe('cpu');
    expect(report.indexes[0]).toBe('exact');
    const names = report.checks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['machine', 'set-up', expect.stringMatching(/^onnxruntime-node \d/)]));
    const works = (prefix: string): boolean =>
      report.checks.some(({ name, state }) => name.startsWith(prefix) && state === 'works');
    expect(report.indexes.includes('faiss-node')).toBe(works('faiss-node'));
    expect(report.indexes.includes('usearch')).toBe(works('usearch'));
    for (const { state, remedy } of report.checks) if (state !== 'works') expect(remedy).toMatch(/\w/);
  });

  test('the text has a line a check, and the remedy below what does not work', () => {
    const report: DoctorReport = {
      ok: true,
      version: '1.2.3',
      machine: { platform: 'linux', arch: 'x64', node: '20.0.0', nodeAbi: '115' },
      devices: ['cpu'],
      indexes: ['exact'],
      checks: [
        { name: 'set-up', state: 'works', detail: 'complete' },
        { name: 'faiss-node 0.5.1', state: 'limited', detail: 'no binary', remedy: 'Install it.' },
      ],
    };
    expect(renderDoctor(report)).toBe(
      [
        'matchbench 1.2.3 on linux x64, Node 20.0.0',
        'works    set-up            complete',
        'limited  faiss-node 0.5.1  no binary',
        '                           → Install it.',
        '',
      ].join('\n'),
    );
    expect(renderDoctor(report, 28).split('\n').slice(2, 5)).toEqual([
      'limited faiss-node 0.5.1 no',
      'binary',
      '  → Install it.',
    ]);
  });
});
