import { expect, test } from 'vitest';
import { familyName, joinFamilies } from '../../src/catalogue/families.ts';

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

test('families that share an item are one, also through others, under the first name', () => {
  const joined = joinFamilies(
    ['a', 'b', 'c', 'd', 'e'],
    [
      ['d', 'b'],
      ['c', 'd'],
      ['e', 'e'],
    ],
  );
  expect(Object.fromEntries(joined)).toEqual({ a: 'a', b: 'b', c: 'b', d: 'b', e: 'e' });
});
