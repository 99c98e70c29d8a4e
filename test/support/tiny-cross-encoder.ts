import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOnnxWriter } from '../../src/graph/onnx.ts';

const words = 30_522;
const width = 4;
const weight = (row: number, d: number, seed: number): number => Math.fround(Math.sin(seed + 0.37 * row + 1.3 * d));
const table = (rows: number, seed: number): Float32Array =>
  Float32Array.from({ length: rows * width }, (_, i) => weight(Math.floor(i / width), i % width, seed));
const [wordSeed, segmentSeed, headSeed] = [1, 2, 3];

/**
 * Writes a cross-encoder in the layout of transformers.js, with the tokenizer of a folder: words and segments are looked up and added, one head of attention over
 * both texts, the mean over tokens, one linear layer to `classes` logits, class c with c + 1 times the weights.
 */
export function writeTinyCrossEncoder(folder: string, tokenizer: string, classes = 1): void {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const name of ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'])
    cpSync(join(tokenizer, name), join(folder, name));
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({ model_type: 'bert', architectures: ['BertForSequenceClassification'] }),
  );
  const writer = createOnnxWriter('tiny cross-encoder', 17);
  for (const name of ['input_ids', 'attention_mask', 'token_type_ids']) writer.input(name, 'int64', ['B', 'T']);
  const word = writer.emit('Gather', [writer.float32([words, width], table(words, wordSeed)), 'input_ids']);
  const segment = writer.emit('Gather', [writer.float32([2, width], table(2, segmentSeed)), 'token_type_ids']);
  const x = writer.emit('Add', [word, segment]);
  const logits = writer.emit('MatMul', [x, writer.emit('Transpose', [x], { perm: [0, 2, 1] })]);
  const attended = writer.emit('MatMul', [writer.emit('Softmax', [logits], { axis: -1 }), x]);
  const mean = writer.emit('ReduceMean', [attended], { axes: [1], keepdims: 0 });
  const head = Float32Array.from(
    { length: width * classes },
    (_, i) => ((i % classes) + 1) * weight(0, Math.floor(i / classes), headSeed),
  );
  writer.output('logits', writer.emit('MatMul', [mean, writer.float32([width, classes], head)]), ['B', classes]);
  writeFileSync(join(folder, 'onnx', 'model.onnx'), writer.bytes());
}

/** The same in plain arithmetic, for texts whose words are whole tokens: the first logit. */
export function tinyCrossScore(tokenizer: string): (first: string, second: string) => number {
  const { model } = JSON.parse(readFileSync(join(tokenizer, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: Record<string, number> };
  };
  const ids = (text: string): number[] => text.split(' ').map((word) => model.vocab[word]!);
  return (first, second) => {
    const a = [101, ...ids(first), 102];
    const b = [...ids(second), 102];
    const x = [...a.map((id) => [id, 0]), ...b.map((id) => [id, 1])].map(([id, segment]) =>
      Array.from({ length: width }, (_, d) => weight(id!, d, wordSeed) + weight(segment!, d, segmentSeed)),
    );
    const dot = (u: number[], v: number[]): number => u.reduce((sum, value, d) => sum + value * v[d]!, 0);
    let score = 0;
    for (const query of x) {
      const powers = x.map((key) => Math.exp(dot(query, key)));
      const total = powers.reduce((sum, value) => sum + value, 0);
      for (let d = 0; d < width; d++)
        score += (weight(0, d, headSeed) * x.reduce((sum, value, i) => sum + powers[i]! * value[d]!, 0)) / total / x.length;
    }
    return score;
  };
}
