import type { Scorer } from '../../types.ts';
import { asRows, bytesOf, inputRows } from '../cached-side.ts';
import { openPart } from '../model-folder.ts';
import { createPairs } from '../pairs.ts';
import { collectTopK } from '../top-k.ts';
import { countCalls, endStage, stageStart } from '../trace.ts';
import { type Opened, phase } from './opened.ts';

/** The network as drawn, on every (query, candidate) pair: nothing is cached but the candidates' features. */
export async function openNaive({ spec, model, candidates, candidateSide, load, hold, close }: Opened): Promise<Scorer> {
  const rows = inputRows(model, candidateSide, candidates);
  const [session, open] = await phase('open networks', async () => hold(await openPart(spec.modelDir, 'pair', model, spec)));
  const pairs = createPairs(session, model);
  return {
    spec,
    candidateCount: rows.count,
    opening: [{ ...load, bytes: bytesOf(rows) }, open],
    warnings: [],
    encode: async (queries) => inputRows(model, spec.queries, queries),
    async search(queries, k, trace) {
      const asked = asRows(queries);
      const collector = collectTopK(asked.count, k);
      for (let query = 0; query < asked.count; query++) {
        let start = stageStart(trace);
        const row = pairs.repeat(asked, query, Math.min(pairs.block, rows.count));
        start = endStage(trace, 'gather', start);
        for (let first = 0; first < rows.count; first += pairs.block) {
          const count = Math.min(pairs.block, rows.count - first);
          const scores = await pairs.score(row, 0, rows, first, count);
          start = endStage(trace, 'interaction', start);
          collector.offer(query, scores, 0, 1, count, first);
          start = endStage(trace, 'top-k', start);
        }
        countCalls(trace, rows.count);
      }
      return collector.finish();
    },
    close,
  };
}
