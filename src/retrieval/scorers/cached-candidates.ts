import type { Features, PhaseCost } from '../../types.ts';
import { bytesOf, encodeSide, inputRows, type RowArrays } from '../cached-side.ts';
import { openPart } from '../model-folder.ts';
import { type Opened, phase } from './opened.ts';

/** Candidates after their side's cached network, and the network that does the same for queries. */
export interface CachedCandidates {
  readonly candidates: RowArrays;
  readonly opening: readonly PhaseCost[];
  encode(queries: Features): Promise<RowArrays>;
}

/** Caches the candidates' side: the phases `load` and `encode candidates`. The network of the queries is held. */
export async function cacheCandidates({ spec, model, candidates, candidateSide, load, hold }: Opened): Promise<CachedCandidates> {
  const inputs = inputRows(model, candidateSide, candidates);
  const [networks, open] = await phase('open networks', async () => ({
    query: hold(await openPart(spec.modelDir, spec.queries, model, spec)),
    candidate: await openPart(spec.modelDir, candidateSide, model, spec),
  }));
  try {
    const [cached, encoding] = await phase(
      'encode candidates',
      () => encodeSide(networks.candidate, model[candidateSide].cached, inputs),
      bytesOf,
    );
    return {
      candidates: cached,
      opening: [load, open, encoding],
      encode: (queries) => encodeSide(networks.query, model[spec.queries].cached, inputRows(model, spec.queries, queries)),
    };
  } finally {
    await networks.candidate.close();
  }
}
