import { encodeWebp, type Pixels } from '../features/picture.ts';

export const tileSize = 32;
const tilesAcross = 32;
const tilesOfSheet = tilesAcross * 32;

/** Where the picture of a row is: a tile of a sheet, as a media fragment (W3C Media Fragments URI 1.0). */
export function tileAddress(row: number): string {
  const place = row % tilesOfSheet;
  const x = (place % tilesAcross) * tileSize;
  const y = Math.floor(place / tilesAcross) * tileSize;
  return `${sheetPath(Math.floor(row / tilesOfSheet))}#xywh=${x},${y},${tileSize},${tileSize}`;
}

/** Sheets of small pictures, row by row, as WebP files by path. Every tile is a square of `tileSize`. */
export async function encodeSheets(tiles: readonly Pixels[], quality: number): Promise<Map<string, Uint8Array>> {
  const sheets = new Map<string, Uint8Array>();
  for (let start = 0; start < tiles.length; start += tilesOfSheet) {
    const sheet = tiles.slice(start, start + tilesOfSheet);
    sheets.set(sheetPath(start / tilesOfSheet), await encodeWebp(paste(sheet), quality));
  }
  return sheets;
}

const sheetPath = (index: number): string => `pictures/left-${String(index).padStart(3, '0')}.webp`;

function paste(tiles: readonly Pixels[]): Pixels {
  const width = tilesAcross * tileSize;
  const height = Math.ceil(tiles.length / tilesAcross) * tileSize;
  const data = new Uint8Array(width * height * 3).fill(255);
  const bytesOfRow = tileSize * 3;
  tiles.forEach((tile, index) => {
    const left = (index % tilesAcross) * bytesOfRow;
    const top = Math.floor(index / tilesAcross) * tileSize;
    for (let y = 0; y < tileSize; y++) {
      data.set(tile.data.subarray(y * bytesOfRow, (y + 1) * bytesOfRow), (top + y) * width * 3 + left);
    }
  });
  return { width, height, data };
}
