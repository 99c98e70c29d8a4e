import { z } from 'zod';

/** What a cell that makes a model hands on beside its files: those that train one, import one, or take one over from another run. */
export const madeModel = z.object({
  details: z.object({
    /** Of the epoch that was kept, on validation items; of a model that was taken over or only scored, nobody knows it. */
    log: z.object({ best: z.object({ validation: z.number() }) }).optional(),
    /** What turns scores into logits is not exported with the model; those who learn from it need it. */
    logitScale: z.number().positive().optional(),
  }),
});

export type MadeModel = z.output<typeof madeModel>['details'];

/** What a training took, by the names of its figures. */
export const trainingFigures = z.object({ figures: z.array(z.object({ metric: z.string(), value: z.number() })) });
