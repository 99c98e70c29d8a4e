/** Data sets of the catalogue that are not embedded: their sources are fetched, or given by the user (`matchbench data fetch`). */
export const fetchedNames = ['ml-100k', 'ml-100k-leave-one-out', 'ml-100k-ids', 'debian', 'debian-60k'] as const;
