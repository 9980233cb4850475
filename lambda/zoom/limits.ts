/** Zoom refuses a token that ends earlier or later than so many seconds after it was made. */
export const lifetimeLimits = { shortest: 1_800, longest: 172_800 } as const;
