// A whole run over toy cells in a process of its own, so that tests can kill it. argv: compiled folder, OUT, cells as JSON, resume.
const [, , base, out, cells, resume] = process.argv;
process.env.TOY_SERVE = `${base}/suite/running/serve.js`;
const { runToEnd } = await import(`${base}/suite/running/run-to-end.js`);
const { createProgress } = await import(`${base}/suite/running/progress.js`);
const { exitCodes } = await import(`${base}/errors.js`);
try {
  const outcome = await runToEnd({
    cells: JSON.parse(cells),
    out,
    resume: resume === 'resume',
    worker: new URL('./toy-worker.mjs', import.meta.url),
    datasets: {},
    header: () => ({
      format: 'matchbench-record',
      formatVersion: 1,
      runId: 'toy',
      matchbench: '0',
      command: 'none',
      suite: { name: 'toy', baseline: 'none' },
      datasets: [],
      machine: {
        id: '0'.repeat(64),
        cpu: 'toy',
        cores: 1,
        memoryBytes: 1,
        platform: 'toy',
        architecture: 'toy',
        node: 'toy',
        libraries: {},
        cpuFlags: [],
      },
      warnings: [],
    }),
    threads: 1,
    limitSeconds: (cell) => cell.settings.limitSeconds ?? 120,
    progress: createProgress(process.stderr),
    onInterrupt: () => process.stderr.write('told to end\n'),
  });
  process.exitCode = outcome.interrupted ? exitCodes.interrupted : outcome.failed.length > 0 ? exitCodes.internal : 0;
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = exitCodes[error.kind] ?? 1;
}
