/** Where a cell of that index is shown, as a page links to it. */
export type CellLink = (index: number) => string;

/** All cells on one page. */
export const onThisPage: CellLink = (index) => `#cell-${index + 1}`;
