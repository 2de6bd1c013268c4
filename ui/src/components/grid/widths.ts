// Widths of columns that hold texts of a known length, in pixels: the text and the cell's padding.

/** An EUI: 16 digits in groups of four. */
export const EUI_WIDTH = 150;
/** A DevAddr: 8 digits in groups of four. */
export const ADDRESS_WIDTH = 82;
