/** Fields of one stanza by name in lower case; the lines of a folded field are joined by line feeds, without the space that folds them. */
export type Stanza = ReadonlyMap<string, string>;

export interface Stanzas {
  readonly stanzas: readonly Stanza[];
  /** Stanzas that were left out, as a line of theirs is neither a field, nor folded, nor a comment. */
  readonly malformed: number;
}

const field = /^(?<name>[!-9;-~]+):[ \t]*(?<value>.*)$/;

/**
 * Reads a control file of Debian (deb-control(5), RFC 822 without its mail): stanzas between empty lines. Only `wanted` fields are kept; of one that is there twice
 * the first counts. A damaged stanza is left out and counted, as one bad package should not hide sixty thousand good ones.
 */
export function readStanzas(text: string, wanted: (name: string) => boolean): Stanzas {
  const stanzas: Stanza[] = [];
  let malformed = 0;
  let current = new Map<string, string>();
  /** The field that a folded line goes on with; undefined at the start of a stanza, empty for a field that is not kept. */
  let open: string | undefined;
  let isBad = false;
  const end = (): void => {
    if (isBad) malformed++;
    else if (open !== undefined) stanzas.push(current);
    [current, open, isBad] = [new Map(), undefined, false];
  };
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '') end();
    else if (line.startsWith(' ') || line.startsWith('\t')) {
      if (open === undefined) isBad = true;
      else if (open !== '') current.set(open, `${current.get(open)}\n${line.slice(1)}`);
    } else if (!line.startsWith('#')) {
      const { name, value } = field.exec(line)?.groups ?? {};
      const key = name?.toLowerCase();
      if (key === undefined) isBad = true;
      open = key !== undefined && wanted(key) && !current.has(key) ? key : '';
      if (open !== '') current.set(open, value!);
    }
  }
  end();
  return { stanzas, malformed };
}
