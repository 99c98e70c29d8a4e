import { expect, test } from 'vitest';
import type { Schema } from '../../../src/files/json.ts';
import { builtIndex } from '../../../src/suite/cells/built-index.ts';
import { chosenFusions } from '../../../src/suite/cells/chosen-settings.ts';
import { evaluated } from '../../../src/suite/cells/evaluated.ts';
import { madeModel, trainingFigures } from '../../../src/suite/cells/made-model.ts';
import { scoredPairs } from '../../../src/suite/cells/text-scores.ts';
import { handingOn } from '../handing-on.ts';

const figure = { metric: 'training time', unit: 's', value: 3 };
const fusion = { weight: 0.3, firstScale: 2, rerankScale: 5 };

test.each<[string, Schema<unknown>, object, object, string]>([
  [
    'what building an index took',
    builtIndex,
    { details: { threads: 1, built: { 'test.left-right': { ms: 3, bytes: 9, settings: { neighbours: 16 } } } } },
    { details: { threads: 1, built: { 'test.left-right': { ms: '3', settings: {} } } } },
    'details.built.test.left-right.ms',
  ],
  [
    'weights that were chosen',
    chosenFusions,
    { details: { 'left-right': fusion, 'right-left': fusion } },
    { details: { 'left-right': fusion } },
    'details.right-left',
  ],
  [
    'the depth of what was read',
    scoredPairs,
    { details: { over: 'all pairs' } },
    { details: { over: 'all', depth: 0.5 } },
    'details.depth',
  ],
  [
    'a validation figure',
    madeModel,
    { details: { log: { steps: 8, best: { step: 4, validation: 0.5 } } } },
    { details: { log: { best: { validation: null } } } },
    'details.log.best.validation',
  ],
  ['the scale of logits', madeModel, { details: { logitScale: 5 } }, { details: { logitScale: '5' } }, 'details.logitScale'],
  ['a training time', trainingFigures, { figures: [figure] }, { figures: [{ ...figure, value: null }] }, 'figures.0.value'],
  ['the file of an evaluation', evaluated, { perQuery: 'a.safetensors', figures: [] }, { figures: [] }, 'perQuery'],
])(
  '%s is read from the cell that hands it on, and refused by file and place where it is damaged',
  (_, schema, whole, damaged, place) => {
    expect(() => handingOn(whole)('maker', schema)).not.toThrow();
    expect(() => handingOn(damaged)('maker', schema)).toThrow(
      expect.objectContaining({
        kind: 'input',
        place: 'cells/maker.json',
        message: expect.stringMatching(new RegExp(`^The cell maker is not as expected: ${place}: `)),
      }),
    );
  },
);
