import { plainText } from '../text/escape.ts';
import { cut } from './html.ts';

const longestName = 70;

/** A model served by a scorer, as charts and tables name it. */
export const strategyName = ({ model, scorer }: { readonly model?: string; readonly scorer?: string }): string =>
  cut(plainText([model, scorer].filter((part) => part !== undefined).join(' · ')), longestName);
