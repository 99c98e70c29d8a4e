import { counted } from '../../counted.ts';
import { forEachLine } from '../../dataset/lines.ts';
import { shown } from '../../errors.ts';
import { blockRows, type FeatureSource, type SourceOptions } from '../feature-source.ts';
import { matrixShape } from '../matrix-shape.ts';
import { refuse, writeAgain } from '../refuse.ts';
import { textOf } from './table-cell.ts';
import { objectIn } from './table-jsonl.ts';

const usualNames = ['vector', 'embedding', 'features'];

type Line = Readonly<Record<string, unknown>>;

/**
 * Features as JSON lines: `{"id": "a", "vector": [0.1, …], "text": "…"}`, one item a line; `vector` may be called `embedding` or `features`. The file is
 * read twice: for the number of lines, and for the features. Throws a `UserError` that names the line.
 */
export async function openVectorLines(path: string, { array }: SourceOptions): Promise<FeatureSource> {
  let rows = 0;
  let first: Line | undefined;
  await forEachLine(path, (line, place) => {
    first ??= objectIn(line, place);
    rows++;
  });
  if (first === undefined) throw refuse(path, 'The file is empty.', writeAgain);
  const name = array ?? usualNames.find((usual) => Object.hasOwn(first!, usual));
  if (name === undefined)
    throw refuse(
      `${path}:1`,
      `The line has none of the keys ${usualNames.join(', ')}.`,
      'Name the key with --left-array or --right-array.',
    );
  const { columns } = matrixShape([rows, vectorOf(first, name, `${path}:1`).length], path);
  return {
    path,
    rows,
    columns,
    async column(of) {
      if (!Object.hasOwn(first!, of)) return undefined;
      const values: string[] = [];
      await forEachLine(path, (line, place) => void values.push(textOf(objectIn(line, place)[of], `${place}, key ${of}`)));
      return values;
    },
    async forEachBlock(visit) {
      const perBlock = blockRows(columns);
      // A piece of the file is shorter than a block: there is never more than one to wait for.
      let waiting: Promise<void> | undefined;
      let data = new Float32Array(perBlock * columns);
      let [start, filled, line] = [0, 0, 0];
      const give = (): void => {
        const block = { start, rows: filled, data: data.subarray(0, filled * columns) };
        waiting = visit(block);
        waiting.catch(() => {});
        start += filled;
        filled = 0;
      };
      await forEachLine(
        path,
        (text, place) => {
          line++;
          const vector = vectorOf(objectIn(text, place), name, place);
          if (vector.length !== columns)
            throw refuse(
              place,
              `The vector has ${counted(vector.length, 'value')}, and the first has ${columns}.`,
              'Make all vectors equally long.',
            );
          data.set(vector, filled * columns);
          if (++filled === perBlock) {
            give();
            data = new Float32Array(perBlock * columns);
          }
        },
        async () => waiting,
      );
      if (filled > 0) give();
      await waiting;
      if (line !== rows) throw refuse(path, 'The file changed while it was read.', writeAgain);
    },
  };
}

function vectorOf(line: Line, name: string, place: string): readonly number[] {
  const vector = Object.hasOwn(line, name) ? line[name] : undefined;
  if (Array.isArray(vector) && vector.every((value) => typeof value === 'number')) return vector;
  throw refuse(place, `The key ${shown(name)} holds no list of numbers.`, writeAgain);
}
