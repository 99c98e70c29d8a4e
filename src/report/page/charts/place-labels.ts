/** A text that names a point; in pixels from the left upper corner of a plot. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Beside its point: above or below it, and to which of its sides the text runs. */
export interface Place {
  readonly align: 'left' | 'right';
  readonly dy: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of texts of 11 pixels. */
const characterPx = 6.2;
const heightPx = 13;
const places: readonly Place[] = [-14, 17].flatMap((dy) => (['left', 'right'] as const).map((align) => ({ align, dy })));

/** Half the side of what a point covers. */
const pointPx = 7;

/** Where each text stands so that none runs into another, over one of the points, or out of a plot so wide; the first come first, and one that finds no room has no place. */
export function placeLabels(labels: readonly Label[], width: number): (Place | undefined)[] {
  const taken = labels.map(({ x, y }): Box => ({ left: x - pointPx, right: x + pointPx, top: y - pointPx, bottom: y + pointPx }));
  return labels.map((label) => {
    const found = places.find((place) => {
      const box = boxOf(label, place);
      return box.left >= 0 && box.right <= width && taken.every((other) => !overlap(box, other));
    });
    if (found !== undefined) taken.push(boxOf(label, found));
    return found;
  });
}

function boxOf({ x, y, text }: Label, { align, dy }: Place): Box {
  const length = characterPx * text.length;
  const left = align === 'left' ? x : x - length;
  return { left, right: left + length, top: y + dy - heightPx / 2, bottom: y + dy + heightPx / 2 };
}

const overlap = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
