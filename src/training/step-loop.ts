import { createOnnxWriter } from '../graph/onnx.ts';
import { writeGraph } from '../graph/to-onnx.ts';
import type { StepGraph } from './step-graph.ts';

/** How many steps the loop takes: an input of shape `[]`. */
export const stepsName = 'steps';

/**
 * Any number of steps as one ONNX model, a `Loop` whose body is the step. Inputs and outputs are those of the step, with a leading axis of all steps at whatever
 * a step is given anew, and at `loss`. onnxruntime hands the state from step to step where it lies; out of a run of one step it copies all of it.
 */
export function stepLoopOnnx({ name, outputs, state, reads }: StepGraph): Uint8Array<ArrayBuffer> {
  const model = createOnnxWriter(`${name} training steps`);
  const body = model.nested('step');
  const inBody = (value: string): string => `step.${value}`;
  const step = body.input(inBody('number'), 'int64', []);
  const goOn = body.input(inBody('go_on'), 'bool', []);
  body.output(inBody('goes_on'), goOn, [], 'bool');
  model.input(stepsName, 'int64', []);
  for (const { name: carried, shape } of state) {
    model.input(carried, 'float32', shape);
    body.input(inBody(carried), 'float32', shape);
  }
  const carries = new Set(state.map(({ name: carried }) => carried));
  writeGraph(
    outputs.map((output) => ({ ...output, name: inBody(output.name) })),
    {
      ...body,
      input(given, type, shape) {
        if (carries.has(given)) return inBody(given);
        if (!reads.has(given)) return model.input(given, type, shape);
        return body.emit('Gather', [model.input(given, type, ['K', ...shape]), step], { axis: 0 });
      },
    },
  );
  // No condition is given: the count alone ends the loop.
  const results = model.emitAll('Loop', [stepsName, '', ...carries], outputs.length, { body });
  for (const [i, { name: result, node }] of outputs.entries())
    model.output(result, results[i]!, i < state.length ? node.shape : ['K']);
  return model.bytes();
}
