/** What a page holds packed, in base64 of gzip, in an element of that id; `undefined` where it holds nothing, or the browser cannot unpack. */
export async function unpacked(id: string): Promise<Response | undefined> {
  const packed = document.querySelector(`#${id}`)?.textContent;
  if (!packed || !canUnpack()) return undefined;
  const bytes = Uint8Array.from(atob(packed.trim()), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
}

export const canUnpack = (): boolean => typeof DecompressionStream !== 'undefined';
