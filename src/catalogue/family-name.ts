const personWord = "(?:man|men|woman|women|person|people|boy|girl|male|female)(?:['’]s)?";
const person = new RegExp(`\\b${personWord}(?:\\s+and\\s+${personWord})*(?=\\s|$)`, 'g');
const hair = /\b(?:red|curly|white|blond) hair\b|\bbald\b|\bbeard\b/g;

/** Names of one role whose forms share no word. */
const sameRole: Readonly<Record<string, string>> = {
  mermaid: 'merperson',
  merman: 'merperson',
  princess: 'prince',
  'santa claus': 'claus',
  'mrs. claus': 'claus',
  'mx claus': 'claus',
  old: 'older',
};

/**
 * The family that a label names: what stands before its colon, without words of gender, person and hair, so that concepts that differ only in who
 * is drawn are never on both sides of a split. `woman health worker: dark skin tone` → `health worker`; `man: red hair` → `person`.
 */
export function familyName(label: string): string {
  const head = label.toLowerCase().split(':')[0]!.trim();
  const rest = head.replace(person, ' ').replace(hair, ' ').replace(/\s+/g, ' ').trim();
  return sameRole[rest] ?? (rest === '' ? 'person' : rest);
}
