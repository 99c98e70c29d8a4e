import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDataset } from '../../dataset/load.ts';
import { takePart } from '../../dataset/part.ts';
import { thumbnail } from '../../features/picture.ts';
import { readPlainFile } from '../../files/plain-file.ts';
import { readSafetensors } from '../../files/safetensors.ts';
import { directions, perQueryOf } from '../../report/figures/per-query.ts';
import type { Example, ExampleItem, Examples } from '../../report/record/examples.ts';
import type { DatasetPart, Direction, Item, Side } from '../../types.ts';
import type { CellContext, CellRun, SplitKey } from '../cell.ts';
import { candidateSide, layout, querySide } from '../planning/layout.ts';
import { evaluated } from './evaluated.ts';
import { madeModel } from './made-model.ts';
import { pickExamples } from './pick-examples.ts';

/** A model with the cells that made it and evaluated it. */
export interface ShownModel {
  readonly label: string;
  readonly family: string;
  readonly madeBy: string;
  readonly accuracy: string;
}

export interface ExamplesCell {
  readonly baseline: ShownModel;
  readonly others: readonly ShownModel[];
}

/** Of each reason and direction. */
const shownOfAReason = 3;
const shownAnswers = 5;
const longestText = 300;
const pictureSide = 48;
/** Pictures of all examples together; what comes later is told by its id alone. */
const mostPictureBytes = 1_000_000;
const largestSheet = 64 << 20;

/** Queries on which the baseline and the best of each other family, by validation, differ most, with what either answers. */
export const run: CellRun<ExamplesCell, SplitKey> = async ({ key, settings }, context) => {
  const { baseline, others } = settings;
  const { dataset: name, split } = key;
  const part = takePart(await loadDataset(context.dataset(name)), split, 'test');
  const families = [...new Set(others.map(({ family }) => family))];
  const examples: Example[] = [];
  for (const family of families) {
    const [best] = others
      .filter((one) => one.family === family)
      .toSorted((a, b) => validation(context, b) - validation(context, a));
    for (const direction of directions)
      examples.push(...(await compare(baseline, best!, part, direction, { name, split }, context)));
  }
  const shown: Examples = { examples, items: await items(examples, part, context.dataset(name)) };
  return { details: { ...shown } };
};

function validation(context: CellContext, { madeBy }: ShownModel): number {
  return context.needed(madeBy, madeModel).details.log?.best.validation ?? -1;
}

async function compare(
  baseline: ShownModel,
  other: ShownModel,
  part: DatasetPart,
  direction: Direction,
  { name, split }: { readonly name: string; readonly split: string },
  context: CellContext,
): Promise<Example[]> {
  const models = [baseline, other];
  const ranks = await Promise.all(
    models.map(async ({ accuracy }) => {
      const { perQuery, figures } = context.needed(accuracy, evaluated);
      const { rows, units, values } = perQueryOf(await readSafetensors(context.input(`cells/${perQuery}`)), figures)[direction];
      return { rows, units, first: values.get('medR')! };
    }),
  );
  const [ours, theirs] = ranks as [(typeof ranks)[0], (typeof ranks)[0]];
  const picked = pickExamples({ baseline: ours.first, other: theirs.first, units: ours.units }, shownOfAReason);
  const { [querySide(direction)]: queries, [candidateSide(direction)]: candidates } = part;
  const ids = picked.map(({ query }) => queries.items[ours.rows[query]!]!.id);
  const tops = await Promise.all(
    models.map(({ label }) => topAnswers(context.input(layout.ranking(name, split, label, direction)), new Set(ids))),
  );
  return picked.map(({ reason, query }, i): Example => {
    const right = rightAnswers(part, direction, ours.rows[query]!).map((row) => candidates.items[row]!.id);
    return {
      reason,
      direction,
      query: ids[i]!,
      right: right.slice(0, shownAnswers),
      rightCount: right.length,
      answers: models.map(({ label }, m) => ({
        model: label,
        firstRight: ranks[m]!.first[query]!,
        top: (tops[m]!.get(ids[i]!) ?? []).map((answer) => ({ ...answer, isRight: right.includes(answer.id) })),
      })),
    };
  });
}

/** The best answers to some queries, from a TREC run file. */
async function topAnswers(path: string, wanted: ReadonlySet<string>): Promise<Map<string, { id: string; score: number }[]>> {
  const found = new Map<string, { id: string; score: number }[]>();
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    const [query = '', , id = '', rank, score] = line.split(' ');
    if (!wanted.has(query) || Number(rank) > shownAnswers) continue;
    found.set(query, [...(found.get(query) ?? []), { id, score: Number(score) }]);
  }
  return found;
}

/** Rows of the other side that a query's row is related to. */
function rightAnswers({ relevance }: DatasetPart, direction: Direction, row: number): number[] {
  const { rows, offsets, columnOf } = relevance;
  if (direction === 'left-right') return Array.from(columnOf.subarray(offsets[row], offsets[row + 1]));
  return Array.from({ length: rows }, (_, left) => left).filter((left) =>
    columnOf.subarray(offsets[left], offsets[left + 1]).includes(row),
  );
}

/** What to show of everything that the examples name. */
async function items(examples: readonly Example[], part: DatasetPart, folder: string): Promise<Examples['items']> {
  const named: Record<Side, Set<string>> = { left: new Set(), right: new Set() };
  for (const { direction, query, right, answers } of examples) {
    named[querySide(direction)].add(query);
    for (const id of [...right, ...answers.flatMap(({ top }) => top.map((answer) => answer.id))])
      named[candidateSide(direction)].add(id);
  }
  let left = mostPictureBytes;
  const show = async ({ id, text, picture }: Item): Promise<ExampleItem> => {
    const shown = { id, ...(text === undefined ? {} : { text: text.slice(0, longestText) }) };
    if (picture === undefined || left <= 0) return shown;
    const bytes = await pictureOf(folder, picture);
    left -= bytes.length;
    return { ...shown, picture: Buffer.from(bytes).toString('base64') };
  };
  const shownOf = async (side: Side): Promise<ExampleItem[]> => {
    const list: ExampleItem[] = [];
    for (const item of part[side].items) if (named[side].has(item.id)) list.push(await show(item));
    return list;
  };
  return { left: await shownOf('left'), right: await shownOf('right') };
}

/** A small WebP of a picture, or of the part of one that its address names. */
function pictureOf(folder: string, address: string): Promise<Uint8Array> {
  const [path, fragment] = address.split('#xywh=') as [string, string | undefined];
  const [x, y, width, height] = (fragment ?? '').split(',').map(Number) as [number, number, number, number];
  const area = fragment === undefined ? undefined : { x, y, width, height };
  return thumbnail(readPlainFile(join(folder, path), largestSheet), area, pictureSide);
}
