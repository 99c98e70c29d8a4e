import { expect, test } from 'vitest';
import { familyName } from '../../src/catalogue/family-name.ts';

test.each([
  ['health worker', 'health worker'],
  ['woman health worker: medium-dark skin tone', 'health worker'],
  ['man health worker', 'health worker'],
  ['man: red hair', 'person'],
  ['person: blond hair', 'person'],
  ['red hair', 'person'],
  ['girl', 'person'],
  ['older person', 'older'],
  ['old woman', 'older'],
  ['merman', 'merperson'],
  ['Mrs. Claus', 'claus'],
  ['princess: light skin tone', 'prince'],
  ['woman and man holding hands', 'holding hands'],
  ['people holding hands', 'holding hands'],
  ['man running: facing right', 'running'],
  ['kiss: woman, man', 'kiss'],
  ['men’s room', 'room'],
  ['pregnant man', 'pregnant'],
  ['keycap: 5', 'keycap'],
  ['mango', 'mango'],
  ['red heart', 'red heart'],
  ['hairy creature', 'hairy creature'],
  ['manual wheelchair', 'manual wheelchair'],
])('%s is of the family %s', (label, family) => {
  expect(familyName(label)).toBe(family);
});
