import { canUnpack, unpacked } from './unpacked.ts';

/** Unpacks the figures that the page holds and hands them to the reader as a file. */
export function offerCsv(): void {
  const button = document.querySelector<HTMLButtonElement>('#take-csv');
  if (button === null || !canUnpack()) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const text = await unpacked('csv');
    if (text === undefined) return;
    const blob = new Blob([await text.blob()], { type: 'text/csv' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = 'results.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
}
