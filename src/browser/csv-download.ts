/** Unpacks the figures that the page holds and hands them to the reader as a file. */
export function offerCsv(): void {
  const button = document.querySelector<HTMLButtonElement>('#take-csv');
  const packed = document.querySelector('#csv')?.textContent;
  if (button === null || packed === null || packed === undefined || typeof DecompressionStream === 'undefined') return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const bytes = Uint8Array.from(atob(packed.trim()), (character) => character.charCodeAt(0));
    const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const blob = new Blob([await new Response(text).blob()], { type: 'text/csv' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = 'results.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
}
