/** What the scorer of a sanity arm's figures is called before the name of the arm. */
export const sanityPrefix = 'sanity ';

/** An arm by name, and by the share of the training families where it was shown a part of them. */
export const shownShare = (arm: string, share: number): string => (share < 1 ? `${arm} trainShare=${share}` : arm);
