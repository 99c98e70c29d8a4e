import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../bench/verify', import.meta.url));
const python = ['python3', 'python'].find(
  (name) => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status === 0,
);
const hasNumpy = python !== undefined && spawnSync(python, ['-c', 'import numpy']).status === 0;
const row = (model: string, metric: string, more: Readonly<Record<string, string>> = {}) => ({
  model,
  metric,
  dataset: 'tiny',
  split: 'fold-0',
  seed: '0',
  scorer: '',
  ...more,
});

describe.skipIf(python === undefined)('the foreign evaluation', () => {
  it('checks the models that results.csv has accuracy of, and tells other folders apart', () => {
    const rows = [
      row('dual', 'R@1'),
      row('concat', 'rsum'),
      row('concat', 'rsum', { seed: 'all', split: '' }),
      row('only-trained', 'training time'),
      row('only-served', 'R@1', { scorer: 'exact' }),
      row('only-all-seeds', 'R@1', { seed: 'all' }),
      row('other-split', 'R@1', { split: 'fold-1' }),
    ];
    const code = 'import json, sys; from coverage import coverage; print(json.dumps(coverage(*json.load(sys.stdin))))';
    const input = JSON.stringify([rows, 'tiny', 'fold-0', ['dual', 'left-behind', 'only-trained']]);
    const { stdout, stderr } = spawnSync(python!, ['-B', '-c', code], { cwd: folder, input, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      ['concat', 'dual'],
      ['left-behind', 'only-trained'],
    ]);
  });

  it.skipIf(!hasNumpy)('takes a score of −Infinity for no candidate: it has no rank, and is in no pool of pairs', () => {
    const code = [
      'import json, numpy as np, definitions as d',
      's = np.array([[.5, .9, -np.inf, .1], [-np.inf, -np.inf, .2, .3]], np.float32)',
      'g = np.array([[1, 0, 0, 0], [0, 0, 1, 0]], np.uint8)',
      'orders = [d.ranking_order(*row).tolist() for row in zip(s, g)]',
      "print(json.dumps([orders, d.direction_metrics(s, g)['MRR'], d.pair_metrics(s, g)['AUC']]))",
    ].join('\n');
    const { stdout, stderr } = spawnSync(python!, ['-B', '-c', code], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    const orders = [
      [1, 0, 3],
      [3, 2],
    ];
    // Right .5 and .2 against wrong .9, .1 and .3: 3 of 6 pairs are in order (.5 > .1, .5 > .3, .2 > .1).
    expect(JSON.parse(stdout)).toEqual([orders, 0.5, 0.5]);
  });
});
