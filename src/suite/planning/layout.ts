import type { Direction, Side } from '../../types.ts';

/** Paths of a run's files relative to OUT: what other programs read, so none of them changes within a major version. */
export const layout = {
  qrels: (dataset: string, split: string, direction: Direction) => `${dataset}/${split}/qrels/${direction}.tsv`,
  features: (dataset: string, split: string, side: Side) => `${dataset}/${split}/features/${side}.safetensors`,
  ids: (dataset: string, split: string, side: Side) => `${dataset}/${split}/features/${side}.ids.txt`,
  model: (dataset: string, split: string, model: string) => `${dataset}/${split}/models/${model}`,
  scores: (dataset: string, split: string, model: string) => `${dataset}/${split}/scores/${model}.safetensors`,
  ranking: (dataset: string, split: string, model: string, direction: Direction) =>
    `${dataset}/${split}/rankings/${model}.${direction}.trec`,
  /** A folder: the same index over several sets of candidates, a file each. */
  indexes: (dataset: string, split: string, name: string) => `${dataset}/${split}/indexes/${name}`,
} as const;

/** The side that asks. */
export const querySide = (direction: Direction): Side => (direction === 'left-right' ? 'left' : 'right');
export const candidateSide = (direction: Direction): Side => (direction === 'left-right' ? 'right' : 'left');
