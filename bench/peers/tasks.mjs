// @ts-check
import { defineModel, objectionToShapes, takesWords } from '../../dist/define-model.js';
import { isTrained } from '../../dist/graph/parameters.js';
import { isModelName, models as table } from '../../dist/models.js';
import { objectionTo } from '../../dist/training/objectives/objection.js';
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

/**
 * A model by every objective but the one that all models are trained by, with InfoNCE beside what looks at no score where there are layers above the vectors.
 * @param {import('../../src/models.ts').ModelName} model
 * @returns {Task[]}
 */
const byEveryObjective = (model) =>
  Object.entries(objectives)
    .filter(([name]) => name !== 'info-nce')
    .map(([name, row]) => {
      /** @type {Task['settings']} */
      const settings = row.needs.includes('teacher') ? taught : {};
      const defined = defineModel(model, shapes[kindOf(model)]);
      const isBare = objectionTo(defined, row, settings) === undefined;
      return taskOf(model, {
        objective: /** @type {Task['objective']} */ (name),
        settings: isBare ? settings : { ...settings, matching: 1 },
      });
    });

/** The tower by every objective, and a residual over a frozen tower. @type {readonly Task[]} */
export const objectiveTasks = [...byEveryObjective('dual-cosine'), taskOf('mlb-dual', { frozen: true })];

/** A fusion network by every objective. @type {readonly Task[]} */
export const fusionObjectiveTasks = byEveryObjective('mlb-dual');

/** @param {Task} task */
export const nameOf = ({ model, objective, frozen }) =>
  [model, ...(objective === 'info-nce' ? [] : [objective]), ...(frozen ? ['its tower frozen'] : [])].join(', ');
