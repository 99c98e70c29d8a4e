/** A label as a part of a file name. */
export const slug = (label: string): string => label.replaceAll(/[^\w.-]+/g, '-').replaceAll(/-+$/g, '');
