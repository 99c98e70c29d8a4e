import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../src/gate/config.ts';
import { cellSchema, figureSchema, recordSchema } from '../../src/report/record-schema.ts';
import { pricesSchema } from '../../src/suite/price-table.ts';
import { suiteSchema } from '../../src/suite/schema.ts';

/** Published for editors and other programs. `npx vitest run test/suite/schemas.test.ts -u` writes them again. */
<<<<<<< HEAD
const published = { suite: suiteSchema, prices: pricesSchema, record: recordSchema, cell: cellSchema, figure: figureSchema };
=======
const published = { suite: suiteSchema, record: recordSchema, cell: cellSchema, figure: figureSchema, matchbench: configSchema };
>>>>>>> 33de10b (gate: fresh processes of two versions in pairs, three verdicts over accuracy and speed)

describe('published JSON schemas', () => {
  it.each(Object.entries(published))('schemas/%s.schema.json says what the program checks', async (name, schema) => {
    const json = z.toJSONSchema(schema, { io: 'input' });
    await expect(`${JSON.stringify(json, undefined, 2)}\n`).toMatchFileSnapshot(`../../schemas/${name}.schema.json`);
  });
});
