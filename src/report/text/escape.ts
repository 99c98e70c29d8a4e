/** Characters that move a cursor, change colours or turn the direction of a line: C0 and C1 controls, bidirectional and line controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** A text from a record as one harmless line: what a terminal or an editor would act on becomes a space. */
export const plainText = (text: string): string => text.replace(invisible, ' ');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * A text from a record as Markdown that shows it and does nothing else: no markup, HTML, link, mention or table cell can come of it
 * (CommonMark 0.31 §2.4; GitHub's table and autolink extensions).
 */
export const escapeMarkdown = (text: string): string =>
  plainText(text)
    .replace(/[&<>]/g, (character) => entities[character]!)
    .replace(/[\\`*_{}#|~!$]/g, '\\$&')
    // Brackets stay readable where they are intervals: a link, a definition or a box needs one of these forms.
    .replace(/^(\s*)\[/, '$1\\[')
    .replace(/\](?=[([:]|$)/g, '\\]')
    .replace(/@(?=\w)/g, '&#64;')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\b(www|mailto|xmpp)(?=[.:])/gi, '$1&#8203;')
    .replace(/^(\s*)([-+=])(?=\2|\s|$)/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');
