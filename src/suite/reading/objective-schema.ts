import { z } from 'zod';
import { type ObjectiveName, objectives } from '../../training/objectives/objectives.ts';

export const objectiveNames = Object.keys(objectives) as [ObjectiveName, ...ObjectiveName[]];

const withSettings = objectiveNames.map((name) =>
  z.strictObject({ name: z.literal(name), settings: objectives[name].settings.prefault({}) }).describe(objectives[name].summary),
);
type WithSettings = (typeof withSettings)[number];

/** An objective by its name, or `{ name, settings }`. */
export const objectiveSchema = z.union([
  z.enum(objectiveNames),
  z.discriminatedUnion('name', withSettings as [WithSettings, ...WithSettings[]]),
]);

/** An objective with its settings, defaults not filled in where only its name was given. */
export interface ChosenObjective {
  readonly name: ObjectiveName;
  readonly settings: Readonly<Record<string, unknown>>;
}

export const chosen = (given: z.output<typeof objectiveSchema>): ChosenObjective =>
  typeof given === 'string' ? { name: given, settings: {} } : given;
