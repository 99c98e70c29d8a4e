import { infoNce } from './info-nce.ts';
import type { Objective } from './objective.ts';

/** Every objective, by the name that suites use. */
export const objectives = { 'info-nce': infoNce } as const satisfies Readonly<Record<string, Objective>>;

export type ObjectiveName = keyof typeof objectives;
