// @ts-check
import { defineModel, objectionToShapes, takesWords } from '../../dist/define-model.js';
import { isTrained } from '../../dist/graph/parameters.js';
import { isModelName, models as table } from '../../dist/models.js';
import { objectives } from '../../dist/training/objectives/objectives.js';

/**
 * What is trained in a race: a model by an objective, with the weights of a trained tower kept in it where it is frozen. Both sides are told the same.
 * @typedef {object} Task
 * @property {import('../../src/models.ts').ModelName} model
 * @property {keyof typeof objectives} objective
 * @property {Readonly<Record<string, string | number>>} settings of the objective, where they are not the defaults
 * @property {boolean} frozen whether the tower within a residual stays as it is
 * @property {Kind} kind
 */
/** What a model learns from. @typedef {'vectors' | 'tokens' | 'words'} Kind */

/** Sizes of features as in the embedded data: pictures and texts, and questions and people of the combinations. */
export const shapes = {
  vectors: { left: { width: 1280 }, right: { width: 384 } },
  tokens: {
    left: { width: 1, tokens: { count: 6, width: 96 } },
    right: { width: 1, tokens: { count: 100, width: 96 } },
  },
  words: { left: { width: 1280 }, right: { width: 1, words: 2048 } },
};

/** @param {import('../../src/models.ts').ModelName} name @returns {Kind} */
const kindOf = (name) =>
  takesWords(name) ? 'words' : objectionToShapes(name, shapes.vectors) === undefined ? 'vectors' : 'tokens';

/** @param {import('../../src/models.ts').ModelName} model @param {Partial<Task>} [rest] @returns {Task} */
export const taskOf = (model, rest = {}) => ({
  model,
  objective: 'info-nce',
  settings: {},
  frozen: false,
  kind: kindOf(model),
  ...rest,
});

/** Every model of the table that learns anything. */
export const trainable = Object.keys(table)
  .filter(isModelName)
  .filter((name) => defineModel(name, shapes[kindOf(name)]).parameters.some(isTrained));

/** What distillation asks for: both sides are given the same logits, drawn at random. */
const taught = { teacher: 'drawn' };

/** Every objective on the tower that all of them train, and a residual over a frozen tower. @type {readonly Task[]} */
export const objectiveTasks = [
  ...Object.entries(objectives)
    .filter(([name]) => name !== 'info-nce')
    .map(([name, { needs }]) =>
      taskOf('dual-cosine', {
        objective: /** @type {Task['objective']} */ (name),
        settings: needs.includes('teacher') ? taught : {},
      }),
    ),
  taskOf('mlb-dual', { frozen: true }),
];

/** @param {Task} task */
export const nameOf = ({ model, objective, frozen }) =>
  [model, ...(objective === 'info-nce' ? [] : [objective]), ...(frozen ? ['its tower frozen'] : [])].join(', ');
