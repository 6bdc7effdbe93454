/** Part of a whole, 0 to 1, rounded down to four digits, so that 1 means all of them; null of nothing. */
export const shareOf = (part: number, whole: number): number | null =>
  whole <= 0 ? null : Math.floor((part * 10_000) / whole) / 10_000
