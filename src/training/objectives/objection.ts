import type { Model } from '../../graph/model.ts';
import { isOp } from '../../graph/ops.ts';
import { isTrained } from '../../graph/parameters.ts';
import { inOrder } from '../../graph/rewrite.ts';
import type { Objective } from './objective.ts';

/** Why a model cannot be trained by an objective; undefined when it can. Depends on the model's form alone, not on its widths. */
export function objectionTo(model: Model, objective: Objective, settings: Readonly<Record<string, unknown>>): string | undefined {
  const { embeddings } = model;
  if (!objective.needs.includes('embeddings')) return undefined;
  if (embeddings === undefined) return 'it learns no vectors of both sides in one space';
  if (objective.usesScores(settings)) return undefined;
  const reached = new Set(
    inOrder([embeddings.left, embeddings.right]).flatMap((node) => (isOp(node, 'parameter') ? [node.attributes.name] : [])),
  );
  const untouched = model.parameters.filter((parameter) => isTrained(parameter) && !reached.has(parameter.name));
  return untouched.length === 0 ? undefined : 'the layers above its vectors would never be trained, as no score is in the loss';
}
