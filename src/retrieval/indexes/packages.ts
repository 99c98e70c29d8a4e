/** Packages of the index libraries: what a record tells the versions of. */
export const indexPackages = ['faiss-node', 'usearch'] as const;
