import { counted } from '../counted.ts';
import { UserError } from '../errors.ts';
import { readSafetensorsHeader } from '../files/safetensors.ts';
import type { ModelManifest, Scorer, ScorerSpec, Side } from '../types.ts';
import { readFeatures } from './features-file.ts';
import { createHolding } from './holding.ts';
import { resolveKnobs } from './knobs.ts';
import { availableBytes, cachedNeeds, indexSize, type MemoryNeed, refuseTooMany } from './memory-need.ts';
import { readManifest } from './model-folder.ts';
import { kindOf, type ScorerKind, scorers } from './scorer-kinds.ts';
import { phase } from './scorers/opened.ts';

/**
 * Opens a scorer from files: reads model and candidates, caches, builds. Throws a `UserError` that names the unknown kind, the unknown setting,
 * the file, the width that differs, or (kind `environment`) the library that is missing.
 */
export async function openScorer(spec: ScorerSpec): Promise<Scorer> {
  const kind = kindOf(spec.kind);
  if (Object.keys(kind.knobs).length === 0 && Object.keys(spec.settings).length > 0) {
    throw new UserError('input', `Scorer ${spec.kind} has no settings, got ${Object.keys(spec.settings).join(', ')}.`, {
      remedy: 'Remove them.',
    });
  }
  if (spec.indexFile !== undefined && !kind.keepsIndex) {
    throw new UserError('input', `Scorer ${spec.kind} has no index to open from a file.`, {
      place: spec.indexFile,
      remedy: `Leave the file out, or choose from ${scorers
        .filter((one) => one.keepsIndex)
        .map(({ name }) => name)
        .join(', ')}.`,
    });
  }
  refuseOtherStages(kind, spec);
  const candidateSide = candidateSideOf(spec);
  const [{ model, candidates }, load] = await phase('load', async () => {
    const model = await readManifest(spec.modelDir);
    const items = (await readSafetensorsHeader(spec.candidates)).tensors.global?.shape[0] ?? 0;
    const wanted = Math.min(spec.candidateCount ?? items, items);
    if (wanted < 1) throw noCandidates(spec.candidates);
    refuseTooMany(wanted, await needsOf(spec, model, wanted), availableBytes());
    return { model, candidates: await readFeatures(spec.candidates, spec.candidateCount) };
  });
  const holding = createHolding();
  try {
    const stages: Scorer[] = [];
    for (const inner of spec.stages ?? []) stages.push(holding.hold(await openStage(inner, candidates.global.rows)));
    return await kind.open({ spec, model, candidates, candidateSide, load, stages, ...holding });
  } catch (error) {
    await holding.close();
    throw error;
  }
}

/** All that opening a scorer over so many candidates allocates, its stages included. */
async function needsOf(spec: ScorerSpec, model: ModelManifest, candidates: number): Promise<MemoryNeed[]> {
  const { name, knobs, indexBytes } = kindOf(spec.kind);
  const side = candidateSideOf(spec);
  const settings = resolveKnobs(knobs, spec.settings, candidates);
  const bytes = indexBytes?.(indexSize(model, side, candidates), settings) ?? 0;
  const stages: MemoryNeed[] = [];
  for (const stage of spec.stages ?? []) stages.push(...(await needsOf(stage, await readManifest(stage.modelDir), candidates)));
  // An index file is read whole before the library takes it over.
  const copies = spec.indexFile === undefined ? 1 : 2;
  return [...cachedNeeds(model, side, candidates), { what: `the index of ${name}`, bytes: copies * bytes }, ...stages];
}

const candidateSideOf = ({ queries }: ScorerSpec): Side => (queries === 'left' ? 'right' : 'left');

const noCandidates = (place: string): UserError =>
  new UserError('input', 'There are no candidates.', { place, remedy: 'Give it a file with a row for at least one.' });

function refuseOtherStages({ stage, name }: ScorerKind, { stages = [], queries }: ScorerSpec): void {
  const [least, most] = stage === undefined ? [0, 0] : [stage.optional ? 0 : 1, 1];
  if (stages.length < least || stages.length > most) {
    throw new UserError('input', `Scorer ${name} was given ${counted(stages.length, 'inner scorer')}.`, {
      place: 'stages',
      remedy: stage === undefined ? 'Give it none.' : `Give it ${stage.optional ? 'at most one' : 'one'}: ${stage.what}.`,
    });
  }
  if (stages.some((inner) => inner.queries !== queries)) {
    throw new UserError('input', `The queries of ${name} are of the ${queries} side, those of its inner scorer are not.`, {
      place: 'stages',
      remedy: 'Ask both from the same side.',
    });
  }
}

async function openStage(spec: ScorerSpec, candidates: number): Promise<Scorer> {
  const stage = await openScorer(spec);
  if (stage.candidateCount === candidates) return stage;
  await stage.close();
  throw new UserError(
    'input',
    `The inner scorer has ${counted(stage.candidateCount, 'candidate')}, the outer one ${candidates}.`,
    {
      place: spec.candidates,
      remedy: 'Give both the same candidates in the same order.',
    },
  );
}
