import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../src/gate/config.ts';
import { cellSchema, figureSchema, recordSchema } from '../../src/report/record/record-schema.ts';
import { pricesSchema } from '../../src/suite/reading/price-table.ts';
import { suiteSchema } from '../../src/suite/reading/schema.ts';

/** Published for editors and other programs. `npx vitest run test/suite/schemas.test.ts -u` writes them again. */
const published = {
  suite: suiteSchema,
  matchbench: configSchema,
  prices: pricesSchema,
  record: recordSchema,
  cell: cellSchema,
  figure: figureSchema,
};

describe('published JSON schemas', () => {
  it.each(Object.entries(published))('schemas/%s.schema.json says what the program checks', async (name, schema) => {
    const json = z.toJSONSchema(schema, { io: 'input' });
    await expect(`${JSON.stringify(json, undefined, 2)}\n`).toMatchFileSnapshot(`../../schemas/${name}.schema.json`);
  });
});
