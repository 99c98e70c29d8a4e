import { textKinds } from './descriptions.ts';
import type { EmojiSetDefinition } from './emoji-set.ts';
import { vendors } from './vendors.ts';

/**
 * The headline set: every base emoji but the flags of countries, as seven vendors draw it and five sources describe it. A family is wholly
 * in training, validation or test: what is measured is matching things never seen.
 */
export const emoji: EmojiSetDefinition = {
  name: 'emoji',
  version: '1.0.0',
  description:
    'Base emoji (no skin variants, no flags of countries) drawn by seven vendors and described by five kinds of text; many-to-many. ' +
    'A picture and a text are right for each other when they share a Unicode concept.',
  splitDescription: 'every item of a fifth of the families is tested, those of a tenth of the others validate',
  vendors,
  textKinds,
  includes: ({ variantOf }) => variantOf === undefined,
  tested: () => true,
};
