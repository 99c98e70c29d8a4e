import { describe, expect, test } from 'vitest';
import type { CostModel, Strategy } from '../../../src/decision/cost-model.ts';
import { costAt, fitGrowth } from '../../../src/decision/growth.ts';
import { qualityRatios } from '../../../src/decision/quality-at.ts';
import type { LoadPoint } from '../../../src/measuring/load/load-point.ts';
import type { Figure, SampleSeries } from '../../../src/record.ts';
import { costModelsOf, grownStrategies } from '../../../src/report/costs/cost-model-of.ts';
import { servingFigures } from '../../../src/report/figures/figures.ts';
import { readRecord } from '../../../src/report/record/read-record.ts';
import {
  emptyCell,
  latencies,
  type SyntheticCell,
  type SyntheticRun,
  syntheticAccuracy,
  syntheticCosts,
  writeSyntheticRun,
} from '../../support/synthetic-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Of a run with these cells added once it was read. */
async function modelsOf({ cells = [], ...run }: SyntheticRun): Promise<CostModel[]> {
  const dir = await temporaryFolder();
  await writeSyntheticRun(dir, run);
  const read = await readRecord(dir);
  const loaded = { ...read, cells: [...read.cells, ...cells.map((cell) => ({ ...emptyCell, key: {}, ...cell }))] };
  return costModelsOf(loaded, servingFigures(loaded));
}

const key = (scorer: string, rightCount: number, dataset = 'toys'): SampleSeries['key'] & Partial<Figure> => ({
  model: 'tower',
  scorer,
  dataset,
  seed: 0,
  device: 'cpu',
  direction: 'left-right',
  leftCount: 50,
  rightCount,
});

/** Latency at a number of candidates; too few queries for a p99 where the count is small. */
const sized = (
  scorer: string,
  size: number,
  ms: number,
  changes: Partial<SyntheticCell> & { dataset?: string; count?: number } = {},
) => {
  const { dataset, count, ...cell } = changes;
  const about = key(scorer, size, dataset);
  return {
    id: `toys/candidates/${scorer}/${dataset ?? ''}${size}`,
    kind: 'candidates',
    key: { model: 'tower', scorer, dataset: 'toys' },
    figures: [
      { ...about, metric: 'open time', unit: 'ms', value: 5 },
      { ...about, metric: 'cache bytes', unit: 'bytes', value: 100 * size },
      { ...about, metric: 'encode candidates', unit: 'ms', value: 0.02 * size },
    ],
    samples: [latencies('end to end', about, ms, count)],
    ...cell,
  } satisfies SyntheticCell;
};

const only = (models: readonly CostModel[], scorer: string): Strategy =>
  models[0]!.strategies.find((strategy) => strategy.scorer === scorer)!;

describe('the cost model of a run without serving cells', () => {
  test('has one strategy a model and scorer, each known at its one size, with what was not measured left out', async () => {
    const models = await modelsOf({ accuracy: syntheticAccuracy(2, 4), cells: syntheticCosts });
    expect(models.map(({ dataset, direction }) => [dataset, direction])).toEqual([['toys', 'left-right']]);
    expect(models[0]!.strategies.map(({ id }) => id)).toEqual([
      'tower · exact',
      'tower · faiss-hnsw efSearch=16',
      'tower · faiss-hnsw efSearch=64',
      'fusion · exhaustive-factorised',
      'fusion · exhaustive-naive',
    ]);
    const exact = only(models, 'exact');
    expect(exact.latencyMs).toMatchObject({ form: 'one size', at: { size: 2000 } });
    expect(costAt(exact.latencyMs!, 2000).value).toBeCloseTo(0.5, 2);
    expect(exact.loads).toEqual([]);
    expect(exact.refresh).toEqual({});
    // The widths of its features, in float32: nothing says what is cached.
    expect(exact.bytesPerItem).toBe(32);
    // Too few queries for a p99: what they are enough for is known.
    const naive = only(models, 'exhaustive-naive');
    expect(naive.p99Ms).toBeUndefined();
    expect(naive.shortTail).toMatchObject({ timed: 100, needed: 662, highest: { percentile: 90 } });
    expect(naive.shortTail!.highest!.ms).toBeCloseTo(43.2, 0);
    expect(exact.shortTail).toBeUndefined();
    expect(models[0]!.doubts.at(-1)).toMatch(
      /^p99 is not known of 1 of 5 strategies: 100 of the 662 queries that it takes were timed/,
    );
    expect(only(models, 'exhaustive-naive').bulk?.pairs.points).toBe(5);
  });

  test('takes the accuracy of a model for what ranks as it does, and says nothing of an index', async () => {
    const models = await modelsOf({ accuracy: syntheticAccuracy(2, 4), cells: syntheticCosts });
    // Rank 2 and rank 4: 1 / log2(3) and 1 / log2(5), of 20 candidates.
    const ratios = qualityRatios(models[0]!, 20);
    expect(ratios.get('tower · exact')).toEqual({ value: 1, low: 1, high: 1, basis: 'measured' });
    expect(ratios.get('fusion · exhaustive-factorised')?.value).toBeCloseTo(Math.log2(3) / Math.log2(5), 6);
    expect(ratios.get('fusion · exhaustive-naive')).toEqual(ratios.get('fusion · exhaustive-factorised'));
    expect(ratios.has('tower · faiss-hnsw efSearch=64')).toBe(false);
  });

  test('has no strategy of a second seed, which is there to explain a gain away', async () => {
    const again = syntheticCosts.map(({ samples, ...cell }) => ({
      ...cell,
      samples: samples?.map(({ key, ...series }) => ({ ...series, key: { ...key, model: 'tower@second-seed' } })) ?? [],
    }));
    const models = await modelsOf({ accuracy: syntheticAccuracy(2, 4), cells: [...syntheticCosts, ...again] });
    expect(models[0]!.strategies.filter(({ model }) => model !== 'tower' && model !== 'fusion')).toEqual([]);
  });
});

describe('the cost model of a serving run', () => {
  test('fits the latencies over all sizes, those of synthetic items included, the real one where both are there', async () => {
    const cells = [
      sized('exact', 1000, 1.1),
      sized('exact', 10_000, 2),
      sized('exact', 10_000, 7, { dataset: 'toys+synthetic' }),
      sized('exact', 100_000, 11, { dataset: 'toys+synthetic' }),
      sized('exact', 1_000_000, 101, { dataset: 'toys+synthetic', count: 30 }),
    ];
    const exact = only(await modelsOf({ cells }), 'exact');
    expect(exact.latencyMs?.form).toBe('line');
    expect(costAt(exact.latencyMs!, 500_000).value).toBeCloseTo(51, 0);
    expect(exact.bytesPerItem).toBe(100);
    expect(exact.refresh.encodeMs).toBeCloseTo(0.02, 12);
    expect(exact.refresh.buildMs).toBe(0);
    expect(exact.p99Ms).toMatchObject({ form: 'line', fit: { largest: 100_000, points: 3 } });
  });

  test('takes no synthetic row of an index that does otherwise over real items', async () => {
    const warnings = [{ code: 'synthetic-index', message: 'recall differs', remedy: 'none' }];
    const cells = [
      sized('faiss-hnsw', 1000, 1),
      sized('faiss-hnsw', 10_000, 2),
      sized('faiss-hnsw', 100_000, 0.1, { dataset: 'toys+synthetic', warnings }),
    ];
    expect(only(await modelsOf({ cells }), 'faiss-hnsw').latencyMs).toMatchObject({ fit: { largest: 10_000, points: 2 } });
  });

  test('takes a logarithm where the sizes say so', async () => {
    const cells = [1000, 10_000, 100_000, 1_000_000].map((size) => sized('faiss-hnsw', size, 0.1 + 0.05 * Math.log(size)));
    const { latencyMs } = only(await modelsOf({ cells }), 'faiss-hnsw');
    expect(latencyMs?.form).toBe('logarithm');
    expect(costAt(latencyMs!, 1e7).value).toBeCloseTo(0.1 + 0.05 * Math.log(1e7), 2);
  });

  test('adds the backbone of the query to every latency, and that of the candidates to every update', async () => {
    const backbone = (direction: 'left-right' | 'right-left', ms: number): SampleSeries =>
      latencies('encode backbone', { dataset: 'toys', device: 'cpu', direction }, ms);
    const cells = [
      sized('exact', 1000, 2),
      { id: 'toys/backbone', kind: 'backbone', samples: [backbone('left-right', 30), backbone('right-left', 9)] },
    ];
    const models = await modelsOf({ cells });
    expect(models[0]!.backboneMs).toBeCloseTo(30, 0);
    expect(costAt(only(models, 'exact').latencyMs!, 1000).value).toBeCloseTo(32, 0);
    expect(only(models, 'exact').refresh.backboneMs).toBeCloseTo(9, 0);
  });

  test('keeps the load at every rate that was offered as scheduled, and the cores it had', async () => {
    // As a load cell keeps it.
    const point = (ratePerSecond: number, p99Ms: number, changes: Partial<LoadPoint> = {}): LoadPoint => ({
      ratePerSecond,
      served: 700,
      p99Ms,
      serviceMeanMs: 2,
      issueDelayP99Ms: 0.1,
      utilisation: 0.5,
      backlogGrows: false,
      drainMs: 1,
      valid: true,
      ...changes,
    });
    const load = [point(300, 15), point(100, 5), point(450, 80, { backlogGrows: true }), point(350, 1, { valid: false })];
    const cells = [
      sized('exact', 1000, 2),
      {
        id: 'toys/load',
        kind: 'load',
        figures: [
          { ...key('exact', 1000), metric: 'sustained rate', unit: 'queries/s', value: 300 },
          { ...key('exact', 1000), metric: 'offline rate', unit: 'queries/s', value: 500 },
        ],
        details: { scenario: 'server', objectiveMs: 20, load },
      },
    ];
    const exact = only(await modelsOf({ cells, suite: { threads: 2, serving: { threads: [1, 2] } } }), 'exact');
    expect(exact.loads).toEqual([
      {
        candidates: 1000,
        serviceMs: 2,
        rates: [
          { ratePerSecond: 100, p99Ms: 5, sustained: true },
          { ratePerSecond: 300, p99Ms: 15, sustained: true },
          { ratePerSecond: 450, p99Ms: 80, sustained: false },
        ],
      },
    ]);
    expect(exact.cores).toBe(1);
  });

  test('takes the quality of each scorer over pools of several sizes, where it was judged', async () => {
    const judged = (scorer: string, values: readonly number[]): SyntheticCell => ({
      id: `toys/quality/${scorer}`,
      kind: 'quality',
      key: { dataset: 'toys', model: 'tower', scorer },
      figures: values.map((value, i) => ({ ...key(scorer, 100 * 4 ** i), metric: 'nDCG@10', unit: 'fraction', value })),
    });
    const cells = [
      sized('exact', 1600, 1),
      sized('exhaustive-naive', 1600, 9),
      sized('faiss-hnsw', 1600, 2),
      sized('usearch', 1600, 2),
      judged('exact', [0.6, 0.5, 0.4]),
      judged('faiss-hnsw', [0.6, 0.45, 0.3]),
    ];
    const models = await modelsOf({ accuracy: syntheticAccuracy(1, 4), cells });
    expect(only(models, 'faiss-hnsw').pools.map(({ candidates, quality }) => [candidates, quality.value])).toEqual([
      [100, 0.6],
      [400, 0.45],
      [1600, 0.3],
    ]);
    const ratios = qualityRatios(models[0]!, 6400);
    expect(ratios.get('tower · exact')?.value).toBe(1);
    // Four times the largest pool: as two steps from 1 to 0.75 by the slopes of all pools, half as far again.
    expect(ratios.get('tower · faiss-hnsw')?.value).toBeCloseTo(0.75 ** 1.5, 6);
    expect(ratios.get('tower · exhaustive-naive')).toEqual(ratios.get('tower · exact'));
    expect(ratios.has('tower · usearch')).toBe(false);
    expect(qualityRatios(models[0]!, 16_001).size).toBe(0);
  });
});

test('strategies count as grown where their latency is known at more than one number of candidates', () => {
  const at = (...sizes: number[]) => ({
    latencyMs: fitGrowth(sizes.map((candidates) => ({ size: candidates, cost: { value: 1 + candidates / 1_000 } }))),
  });
  const strategies = [at(100), at(100, 1_000, 10_000), {}] as unknown as CostModel['strategies'];
  expect(grownStrategies({ strategies } as CostModel)).toBe(1);
});
