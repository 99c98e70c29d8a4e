import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingFor, scenarios } from '../../bench/faults/scenarios.mjs';
import { createRealWorld, type RealWorld } from './real-world.ts';

let world: RealWorld;
beforeAll(async () => {
  world = await createRealWorld();
});
afterAll(() => world.remove());

describe('a real run, in the face of', () => {
  for (const [name, { what, needs, run }] of Object.entries(scenarios)) {
    const reason = missingFor(needs);
    const title = reason === undefined ? `${name}: ${what}` : `${name} (not tried: ${reason})`;
    it.skipIf(reason !== undefined)(
      title,
      async () => {
        const { said, claims } = await run(world);
        const broken = Object.entries(claims).flatMap(([claim, holds]) => (holds ? [] : [claim]));
        expect({ broken, said: broken.length > 0 ? said : '' }).toEqual({ broken: [], said: '' });
      },
      600_000,
    );
  }
});
