import { createHash } from 'node:crypto';

/** A package as an archive might list it. */
export interface ListedPackage {
  readonly name: string;
  readonly source?: string;
  readonly section?: string;
  readonly synopsis: string;
  /** Folded lines, without the space that folds them. */
  readonly lines: readonly string[];
}

const things = ['editor', 'player', 'compiler', 'browser', 'emulator', 'archiver', 'calendar', 'debugger', 'monitor', 'scanner'];
const kinds = ['MIDI', 'LaTeX', 'IRC', 'GPS', 'Czech'];

/** Fifty packages with words of their own, made up; every fifth is built from the source of the one before it. */
export const madeUp: readonly ListedPackage[] = things.flatMap((thing, i) =>
  kinds.map((kind, j) => {
    const name = `${kind.toLowerCase()}-${thing}${i % 2 === 0 ? '' : '+x'}`;
    const isSibling = j === 4;
    return {
      name,
      ...(isSibling ? { source: `gps-${thing}${i % 2 === 0 ? '' : '+x'} (1.2-3)` } : {}),
      synopsis: `${thing} for ${kind}${isSibling ? ' — données' : ''}`,
      lines: [
        `Works with ${kind} on every desktop`,
        `and is a ${thing}.`,
        '.',
        `  * ${'very '.repeat(i)}small`,
        `  * knows ${kind}`,
      ],
    };
  }),
);

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const whole = ({ synopsis, lines }: ListedPackage): string => [synopsis, ...lines.map((line) => ` ${line}`)].join('\n');

export const packageStanza = (listed: ListedPackage, withLong: boolean): string =>
  [
    `Package: ${listed.name}`,
    ...(listed.source === undefined ? [] : [`Source: ${listed.source}`]),
    'Version: 1.2-3',
    `Section: ${listed.section ?? 'utils'}`,
    `Description: ${withLong ? whole(listed) : listed.synopsis}`,
    `Description-md5: ${md5(`${whole(listed)}\n`)}`,
    'Tag: use::editing,',
    ' works-with::text',
  ].join('\n');

export const descriptionStanza = (listed: ListedPackage): string =>
  [`Package: ${listed.name}`, `Description-md5: ${md5(`${whole(listed)}\n`)}`, `Description-en: ${whole(listed)}`].join('\n');

/** Stanzas that no archive should have, and some do. */
export const messy: readonly string[] = [
  // A NUL and a tab inside, CRLF at the ends of lines.
  'Package: nul-viewer\r\nVersion: 1\r\nDescription: viewer\u0000of\tNULs\r\n Shows\u0000every \u0007 bell.\r\n .\r\n Rings none.\r\n',
  // No description at all, an MD5 that no list has, a synopsis alone.
  'Package: silent\nVersion: 1',
  'Package: only-hash\nVersion: 1\nDescription: somewhere else\nDescription-md5: 00000000000000000000000000000000',
  'Package: only-synopsis\nVersion: 1\nDescription: nothing more to say',
  // Its description is its synopsis.
  'Package: parrot\nVersion: 1\nDescription: talking bird\n Talking bird.',
  // The same package once more, as another list would have it.
  'Package: midi-editor\nVersion: 0.9\nDescription: older words\n Nobody should read them.',
  // Leads elsewhere.
  'Package: old-name\nVersion: 1\nSection: oldlibs\nDescription: was renamed\n See new-name.',
  'Package: older-name\nVersion: 1\nDescription: transitional dummy package for new-name\n It can be removed.',
  // Damaged: a folded line that folds nothing, a line that is no field, no name, a name that cannot be one.
  ' folded\nPackage: bad-1\nVersion: 1\nDescription: x\n y',
  'Package: bad-2\nVersion: 1\nno field here\nDescription: x\n y',
  'Version: 1\nDescription: nameless\n Has no name.',
  'Package: ../../etc/passwd\nVersion: 1\nDescription: hostile\n Has a path.',
  '# a comment\nPackage: commented\n# another one\nVersion: 1\nVersion: 2\nDescription: reader of comments\n# inside\n Reads what # starts.',
];
