import type { CellRecord } from '../../record.ts';
import type { Warning } from '../../types.ts';

/** A kind of doubt that comes up again and again is shown this often and then counted. */
const shownOfAKind = 3;
/** Cells that one message names. */
const named = 2;

/**
 * What is in doubt, a line each: different messages, with the cells that they are of, those of a kind together, in the order in which the kinds first came up. Texts as they were recorded:
 * whoever prints them escapes them.
 * @param ofRun those of no cell
 */
export function doubtLines(ofRun: readonly Warning[], cells: readonly Pick<CellRecord, 'id' | 'warnings'>[]): string[] {
  const kinds = new Map<string, Map<string, string[]>>();
  const add = ({ code, message, remedy }: Warning, id?: string): void => {
    const messages = kinds.get(code) ?? new Map<string, string[]>();
    const text = `${message} ${remedy}`;
    messages.set(text, [...(messages.get(text) ?? []), ...(id === undefined ? [] : [id])]);
    kinds.set(code, messages);
  };
  for (const warning of ofRun) add(warning);
  for (const { id, warnings } of cells) for (const warning of warnings) add(warning, id);
  return [...kinds.values()].flatMap((messages) => {
    const lines = [...messages].map(([text, ids]) => `${text}${cellsOf([...new Set(ids)])}`);
    const more = lines.length - shownOfAKind;
    return more > 0 ? [...lines.slice(0, shownOfAKind), `… and ${more} more of this kind.`] : lines;
  });
}

function cellsOf(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length - named;
  return ` (${ids.slice(0, named).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}
