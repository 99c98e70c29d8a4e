import type { Model } from '../graph/model.ts';
import type { ParameterDeclaration } from '../graph/parameters.ts';
import type { Weights } from './weights.ts';

/** By which names a sum holds what its base, a model by itself, calls otherwise: the base's fusion, and the factor that made its scores logits. */
const nameInSum = (name: string): string =>
  name === 'objective.log_scale' ? 'fusion.base.log_scale' : name.replace(/^fusion\./, 'fusion.base.');

/** The parameters of a model that another one trained before, by their names in both. What the other one has beyond the model's own is left out. */
function shared(model: Model, trained: readonly string[]): Map<string, string> {
  const own = new Set(model.parameters.map(({ name }) => name));
  return new Map(trained.map((name) => [nameInSum(name), name] as const).filter(([name]) => own.has(name)));
}

/**
 * Why a model cannot keep another one frozen within itself; undefined where it can. It has to hold every parameter of the other in the same shape, and something
 * besides that is trained.
 */
export function objectionToFrozen(model: Model, base: Model): string | undefined {
  const held = shared(
    model,
    base.parameters.map(({ name }) => name),
  );
  const taken = new Set(held.values());
  const missing = base.parameters.find(({ name }) => !taken.has(name));
  if (missing !== undefined) return `it has nothing like ${missing.name}`;
  const shapeOf = new Map(base.parameters.map(({ name, shape }) => [name, shape.join(' × ')]));
  const other = model.parameters.find(({ name, shape }) => held.has(name) && shapeOf.get(held.get(name)!) !== shape.join(' × '));
  if (other !== undefined)
    return `its ${other.name} is ${other.shape.join(' × ')}, and ${shapeOf.get(held.get(other.name)!)} there: give both the same widths`;
  return model.parameters.every(({ name }) => held.has(name)) ? 'nothing would be left to train' : undefined;
}

/**
 * The model with the weights of a trained one in it, which training leaves as they are: a residual then learns what a finished tower misses, and cannot
 * spoil it. Dropout of a training step stays, in the frozen part too.
 */
export function withFrozen(model: Model, trained: Weights): Model {
  const held = shared(model, [...trained.keys()]);
  const freeze = (declaration: ParameterDeclaration): ParameterDeclaration => {
    const [from, { kind }] = [held.get(declaration.name), declaration.initialiser];
    if (from === undefined || kind === 'frozen') return declaration;
    return { ...declaration, initialiser: { kind: 'frozen', values: trained.get(from)!, of: kind } };
  };
  return { ...model, parameters: model.parameters.map(freeze) };
}
