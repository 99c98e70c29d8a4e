/** Data sets of the catalogue that lie in the repository, below `data/`; the package on npm comes without them. */
export const embeddedNames = ['combinations', 'emoji', 'emoji-variants'] as const;
