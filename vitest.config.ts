import { defineConfig } from 'vitest/config';

/**
 * Tests of pure functions: their files share a process, and with it what they import, for half the time. None of them changes what another one sees; new-metric
 * does, and stays alone.
 */
const pure = [
  ...['decision', 'encoders', 'fusion', 'graph', 'metrics', 'sanity', 'statistics'].map(
    (folder) => `test/${folder}/**/*.test.ts`,
  ),
  'test/report/**/!(new-metric).test.ts',
];

export default defineConfig({
  test: {
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      { extends: true, test: { name: 'each alone', include: ['test/**/*.test.ts'], exclude: [...pure, '**/node_modules/**'] } },
    ],
  },
});
