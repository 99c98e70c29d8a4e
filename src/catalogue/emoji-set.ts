import { partCodes } from '../dataset/part-codes.ts';
import { type Pixels, renderPicture } from '../features/picture.ts';
import { sha256 } from '../files/sha256.ts';
import type { Item, Relevance, Split } from '../types.ts';
import { type Concept, readConcepts } from './concepts.ts';
import { readDescriptions, readShortcodes, type TextKind } from './descriptions.ts';
import { type Candidate, type DistinctItem, distinctItems, textContent } from './distinct.ts';
import { familyName, joinFamilies } from './families.ts';
import { dealFolds, foldCount, partsOfFold } from './folds.ts';
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
    [...concepts.keys()].map(nameOf),
    [...pictures, ...texts].map((item) => item.concepts.map(nameOf)),
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
  for (const { vendor, concept, svg } of drawings) {
    const pixels = await renderPicture(svg);
    const tile = await renderPicture(pixels, tileSize);
    rendered.push({ id: `${vendor}/${concept}`, concept, content: sha256(pixels.data), value: { svg, tile } });
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

function splitByFamily(left: SideToSplit, right: SideToSplit): Split[] {
  const sizes = new Map<string, number>();
  for (const { items, tested } of [left, right]) {
    items.forEach(({ unit }, row) => {
      if (tested[row]) sizes.set(unit, (sizes.get(unit) ?? 0) + 1);
    });
  }
  const folds = dealFolds(sizes);
  return Array.from({ length: foldCount }, (_, fold) => {
    const parts = partsOfFold(folds, fold);
    const codes = ({ items, tested }: SideToSplit): Uint8Array =>
      Uint8Array.from(items, ({ unit }, row) => partCodes[tested[row] ? parts.get(unit)! : 'train']);
    return { name: `fold-${fold}`, left: codes(left), right: codes(right) };
  });
}
