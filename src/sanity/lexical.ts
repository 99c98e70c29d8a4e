import MiniSearch from 'minisearch';
import type { Item, Side } from '../types.ts';
import { wordsIn } from '../words.ts';
import { type SanityArm, type SanityWorld, scoresOf } from './arm.ts';

/** The usual ones (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 11.4.3), not tuned on any data set here. */
const settings = { k: 1.2, b: 0.75 };

/** What a word of a query adds to the score of a document that has it. */
interface Hit {
  readonly document: number;
  readonly score: number;
}

/** Of a query that is one word, cut already. */
const asItIs = { tokenize: (word: string): string[] => [word], processTerm: (word: string): string => word };

/**
 * BM25 of the texts of one side as queries over those of the other as documents: the sum over the different words of the query of
 * `log(1 + (M − n + ½)/(n + ½)) · f (k + 1)/(f + k (1 − b + b l/l̄))`, f how often the document has the word, n how many documents have it, l the words of the
 * document and l̄ their mean (Robertson and Zaragoza 2009; the logarithm as in Lucene, which is never negative). Counted over the tested documents alone.
 */
function bm25(asking: Side, { test }: SanityWorld): ReturnType<SanityArm['scores']> {
  const [queries, documents] = asking === 'left' ? [test.left, test.right] : [test.right, test.left];
  if (![...queries.items, ...documents.items].every(isText)) return undefined;
  const index = new MiniSearch<{ readonly id: number; readonly text: string }>({
    fields: ['text'],
    // The library takes the number of different tokens for the length of a text, BM25 that of all: numbers make each token differ, and are taken off its word.
    tokenize: (text) => wordsIn(text).map((word, at) => `${at} ${word}`),
    processTerm: (token) => token.slice(token.indexOf(' ') + 1),
  });
  index.addAll(documents.items.map(({ text }, id) => ({ id, text: text! })));
  // A word is looked up once and not in every query that has it: what the library adds up for a result is many times the work of the sum itself.
  const hits = new Map<string, readonly Hit[]>();
  const hitsOf = (word: string): readonly Hit[] => {
    const known = hits.get(word);
    if (known !== undefined) return known;
    // With d the formula of the library is that of BM25+.
    const found = index.search(word, { ...asItIs, prefix: false, fuzzy: false, bm25: { ...settings, d: 0 } });
    const own = found.map(({ id, score }) => ({ document: id as number, score }));
    hits.set(word, own);
    return own;
  };
  const found = queries.items.map(({ text }) => {
    const scores = new Float64Array(documents.items.length);
    for (const word of new Set(wordsIn(text!))) for (const { document, score } of hitsOf(word)) scores[document]! += score;
    return scores;
  });
  return scoresOf(test, (row, column) => (asking === 'left' ? found[row]![column]! : found[column]![row]!));
}

const isText = ({ text, picture }: Item): boolean => text !== undefined && picture === undefined;

export const lexical: SanityArm = {
  summary: 'BM25 of the texts: left texts ask for words of right ones',
  scores: (world) => bm25('left', world),
};

export const lexicalReversed: SanityArm = {
  summary: 'BM25 of the texts: right texts ask for words of left ones',
  scores: (world) => bm25('right', world),
};
