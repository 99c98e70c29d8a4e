import { joinFamilies } from '../dataset/families.ts';
import { assignFolds, splitByUnit, unitSizes } from '../dataset/folds.ts';
import { partCodes } from '../dataset/part-codes.ts';
import { type Pixels, renderPicture } from '../features/picture.ts';
import { sha256 } from '../files/sha256.ts';
import type { Item, Relevance, Split } from '../types.ts';
import { type Concept, readConcepts } from './concepts.ts';
import { readDescriptions, readShortcodes, type TextKind } from './descriptions.ts';
import { type Candidate, type DistinctItem, distinctItems, textContent } from './distinct.ts';
import { familyName } from './family-name.ts';
import type { Packages } from './packages.ts';
import { tileAddress, tileSize } from './sheets.ts';
import { readDrawings, type Vendor } from './vendors.ts';

/** What one emoji data set is made of. */
export interface EmojiSetDefinition {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** What a fold holds, in a line. */
  readonly splitDescription: string;
  readonly vendors: readonly Vendor[];
  readonly textKinds: readonly TextKind[];
  readonly includes: (concept: Concept) => boolean;
  /** Whether the concept is validated and tested with its family; otherwise it is in training in every fold. */
  readonly tested: (concept: Concept) => boolean;
}

/** An emoji data set before its pictures and texts are encoded. Rows of `drawings` and `tiles` are those of `pictures`. */
export interface EmojiSet {
  readonly pictures: readonly Item[];
  readonly drawings: readonly string[];
  readonly tiles: readonly Pixels[];
  readonly texts: readonly Item[];
  readonly relevance: Relevance;
  readonly splits: readonly (Split & { readonly description: string })[];
}

interface RenderedDrawing {
  readonly svg: string;
  readonly tile: Pixels;
}

const foldCount = 5;
/** Any number would do; it is fixed so that everybody tests the same families. */
const foldSeed = 0;

/** Enough to keep every core busy; each holds its pixels meanwhile. */
const drawingsAtOnce = 16;

type Progress = (done: number, total: number) => void;

/**
 * Gathers what vendors draw and sources say about the concepts. Pictures of equal pixels and texts of equal content are one item, right for all
 * their concepts; a picture and a text are right for each other when they share a concept; families that share an item are one.
 */
export async function assembleEmojiSet(
  definition: EmojiSetDefinition,
  packages: Packages,
  onRendered?: Progress,
): Promise<EmojiSet> {
  const shortcodes = await readShortcodes(packages);
  const wanted = (await readConcepts(packages)).filter(definition.includes);
  const drawings = await readDrawings(packages, definition.vendors, wanted, shortcodes);
  const drawn = new Set(drawings.map(({ concept }) => concept));
  const concepts = new Map(wanted.filter(({ key }) => drawn.has(key)).map((concept) => [concept.key, concept]));
  const descriptions = await readDescriptions(packages, definition.textKinds, [...concepts.values()], shortcodes);

  const pictures = distinctItems(await renderDrawings(drawings, onRendered));
  const texts = distinctItems(
    descriptions.map(({ kind, concept, text }) => ({
      id: `${kind}/${concept}`,
      concept,
      content: textContent(text),
      value: text,
    })),
  );

  const nameOf = (key: string): string => familyName(concepts.get(key)!.label);
  const families = joinFamilies(
    [...pictures, ...texts].flatMap(({ id, concepts: keys }) => keys.map((key) => ({ unit: nameOf(key), content: id }))),
  );
  const describe = ({ id, concepts: keys }: DistinctItem<unknown>): Item => ({
    id,
    unit: families.get(nameOf(keys[0]!))!,
    groups: [...new Set(keys.flatMap((key) => concepts.get(key)!.groups))],
  });
  const left = pictures.map((item, row): Item => ({ ...describe(item), picture: tileAddress(row) }));
  const right = texts.map((item): Item => ({ ...describe(item), text: item.value }));
  const isTested = ({ concepts: keys }: DistinctItem<unknown>): boolean =>
    keys.every((key) => definition.tested(concepts.get(key)!));
  return {
    pictures: left,
    drawings: pictures.map(({ value }) => value.svg),
    tiles: pictures.map(({ value }) => value.tile),
    texts: right,
    relevance: shareConcept(pictures, texts),
    splits: splitByFamily({ items: left, tested: pictures.map(isTested) }, { items: right, tested: texts.map(isTested) }).map(
      (split) => ({ ...split, description: definition.splitDescription }),
    ),
  };
}

async function renderDrawings(
  drawings: readonly { readonly vendor: Vendor; readonly concept: string; readonly svg: string }[],
  onRendered?: Progress,
): Promise<Candidate<RenderedDrawing>[]> {
  const rendered: Candidate<RenderedDrawing>[] = [];
  for (let start = 0; start < drawings.length; start += drawingsAtOnce) {
    const batch = drawings.slice(start, start + drawingsAtOnce).map(async ({ vendor, concept, svg }) => {
      const pixels = await renderPicture(svg);
      const tile = await renderPicture(pixels, tileSize);
      return { id: `${vendor}/${concept}`, concept, content: sha256(pixels.data), value: { svg, tile } };
    });
    rendered.push(...(await Promise.all(batch)));
    onRendered?.(rendered.length, drawings.length);
  }
  return rendered;
}

function shareConcept(pictures: readonly DistinctItem<unknown>[], texts: readonly DistinctItem<unknown>[]): Relevance {
  const textsOf = new Map<string, number[]>();
  texts.forEach(({ concepts }, row) => {
    for (const key of concepts) textsOf.set(key, [...(textsOf.get(key) ?? []), row]);
  });
  const rows = pictures.map(({ concepts }) =>
    [...new Set(concepts.flatMap((key) => textsOf.get(key) ?? []))].sort((a, b) => a - b),
  );
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, index) => {
    offsets[index + 1] = offsets[index]! + row.length;
  });
  const columnOf = Uint32Array.from(rows.flat());
  return { rows: pictures.length, columns: texts.length, offsets, columnOf, grades: new Uint8Array(columnOf.length).fill(1) };
}

interface SideToSplit {
  readonly items: readonly Item[];
  readonly tested: readonly boolean[];
}

/** Folds are dealt by the testable items; an item that is not is in training whatever its family. */
function splitByFamily(left: SideToSplit, right: SideToSplit): Split[] {
  const testable = ({ items, tested }: SideToSplit): Item[] => items.filter((_, row) => tested[row]);
  const folds = assignFolds(unitSizes([...testable(left), ...testable(right)]), foldCount, foldSeed);
  const orTrain = (codes: Uint8Array, { tested }: SideToSplit): Uint8Array =>
    codes.map((code, row) => (tested[row] ? code : partCodes.train));
  return folds.map((fold, index) => {
    const split = splitByUnit(`fold-${index}`, fold, left.items, right.items);
    return { ...split, left: orTrain(split.left, left), right: orTrain(split.right, right) };
  });
}
