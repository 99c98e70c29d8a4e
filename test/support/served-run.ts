import { type SyntheticCell, type SyntheticRun, syntheticAccuracy } from './synthetic-record.ts';

/** Latency over four sizes of two strategies of each family, with accuracy that speaks for fusion. */
export const served: SyntheticRun = {
  accuracy: syntheticAccuracy(2, 4).map((run) => ({ ...run, model: run.model === 'tower' ? 'fusion' : 'tower' })),
  cells: [100, 1_000, 10_000, 100_000].flatMap((size) =>
    (
      [
        ['tower', 'exact', 0.2 + size / 50_000],
        ['tower', 'usearch efSearch=16', 0.4 + size / 500_000],
        ['fusion', 'exhaustive-factorised', 0.3 + size / 2_000],
      ] as const
    ).map(([model, scorer, ms]): SyntheticCell => {
      const key = { model, scorer, dataset: 'toys', direction: 'left-right', seed: 0, leftCount: 10, rightCount: size } as const;
      return {
        id: `${scorer} ${size}`,
        kind: 'candidates',
        key: { dataset: 'toys', model, scorer },
        figures: [{ ...key, metric: 'encode candidates', unit: 'ms', value: size / (model === 'tower' ? 10 : 1_000) }],
        samples: [
          { name: 'end to end', unit: 'ms', key, values: Array.from({ length: 700 }, (_, i) => ms * (1 + (i % 70) / 350)) },
        ],
      };
    }),
  ),
};

/** … and the other direction, with another index over fewer sizes. */
export const bothWays: SyntheticRun = {
  ...served,
  cells: [
    ...served.cells!,
    ...served
      .cells!.slice(0, -3)
      .map(
        (cell) =>
          JSON.parse(
            JSON.stringify(cell)
              .replaceAll('"id":"', '"id":"turned ')
              .replaceAll('usearch efSearch=16', 'faiss-ivf nprobe=8')
              .replaceAll('left-right', 'right-left')
              .replaceAll('"leftCount":10,"rightCount"', '"rightCount":10,"leftCount"'),
          ) as SyntheticCell,
      ),
  ],
};
