import type { EmojiSetDefinition } from './emoji-set.ts';

/**
 * Skin variants, where neighbours differ in one attribute: all base emoji and the variants of other families are trained on, every variant of the
 * tested families is tested against all of its siblings (items of the same unit). Keywords are left out: siblings would share them.
 */
export const emojiVariants: EmojiSetDefinition = {
  name: 'emoji-variants',
  version: '1.0.0',
  description:
    'Base emoji and their skin variants drawn by two vendors and described by name and shortcodes; many-to-many and compositional: ' +
    'candidates of the same unit differ from the right answer in skin tone or gender only.',
  splitDescription:
    'every variant of a fifth of the families is tested, those of a tenth of the others validate; base emoji are trained on',
  vendors: ['noto', 'twemoji'],
  textKinds: ['label', 'shortcodes'],
  includes: () => true,
  tested: ({ variantOf }) => variantOf !== undefined,
};
