/** Bits of the kind in a packed operation; the number of the key stands above them. */
export const kindBits = 4;
