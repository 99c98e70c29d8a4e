import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeSafetensors } from '../../src/files/safetensors.ts';
import { kindOf } from '../../src/gate/metric-kinds.ts';
import { type ProbeRequest, protocolVersion } from '../../src/gate/protocol.ts';
import { speedProbe } from '../../src/gate/speed-probe.ts';
import { featureTensors } from '../../src/retrieval/features-file.ts';
import { layout } from '../../src/suite/planning/layout.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { toyMatrix, writeToyConcat, writeToyDualTower } from '../support/toy-model.ts';

const [dataset, split, baseline] = ['toy', 'only', 'tower'] as const;
const widths = { left: 12, right: 8, hidden: 16, tail: 8 };

/** A run of a tower, of the same tower under another name, and of a network. */
async function request(): Promise<ProbeRequest> {
  const run = await temporaryFolder();
  const folder = (model: string): string => join(run, layout.model(dataset, split, model));
  writeToyDualTower(folder(baseline), widths);
  writeToyDualTower(folder('twin'), widths);
  writeToyConcat(folder('network'), widths);
  for (const [i, side] of (['left', 'right'] as const).entries()) {
    const features = { global: toyMatrix(400, widths[side], i + 1) };
    const file = join(run, layout.features(dataset, split, side));
    await mkdir(dirname(file), { recursive: true });
    await writeSafetensors(file, featureTensors(features));
  }
  const models = ['network', 'twin', baseline];
  return { protocol: protocolVersion, task: 'speed', run, data: run, dataset, split, models, baseline, threads: 1, seed: 1 };
}

describe('what one process tells a gate about speed', () => {
  test('is of kinds that a gate knows, the ratio that of the latencies beside it, and equal weights give equal answers', async () => {
    const { metrics, answers } = await speedProbe(await request());
    const names = Object.keys(metrics);
    expect(names.filter((name) => kindOf(name) === undefined)).toEqual([]);
    expect(names.filter((name) => !(metrics[name]! > 0))).toEqual([]);
    const ofModels = ['open time', 'open work', 'latency', 'median latency', 'throughput', 'cache bytes'];
    for (const model of ['network', 'twin', baseline])
      expect(names).toEqual(expect.arrayContaining(ofModels.map((kind) => `${kind} ${model}`)));
    for (const model of ['network', 'twin'])
      expect(metrics[`latency ratio ${model} / ${baseline}`]).toBe(
        metrics[`latency ${model}`]! / metrics[`latency ${baseline}`]!,
      );
    expect(names.filter((name) => name.startsWith('latency ratio')).length).toBe(2);
    expect(answers.twin).toBe(answers[baseline]);
    expect(answers.network).not.toBe(answers[baseline]);
  });

  test('shows a delay that is planted, at every model but the baseline', async () => {
    const { metrics } = await speedProbe({ ...(await request()), plant: { latency: 4 } });
    // Five times the time of a search, of which what is not searched takes a part.
    expect(metrics[`latency ratio twin / ${baseline}`]).toBeGreaterThan(2.5);
    expect(metrics[`throughput ${baseline}`]! / metrics['throughput twin']!).toBeGreaterThan(2.5);
  });
});
