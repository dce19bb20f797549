/** « 2026-014 »: the number of a woman in the register of her house. */
export function womanNumber({ year, rank }: { year: number; rank: number }): string {
  return `${year}-${String(rank).padStart(3, '0')}`
}

/** « T-2026-003 »: the number of a declaration. */
export function transferNumber(of: { year: number; rank: number }): string {
  return `T-${womanNumber(of)}`
}

/** The year and the rank of a number as somebody types it, or null. */
export function readNumber(typed: string): { year: number; rank: number } | null {
  const [, year, rank] = /^\s*(?:n°\s*|T-)?(20\d\d)\s*-\s*(\d{1,4})\s*$/i.exec(typed) ?? []
  return year === undefined || rank === undefined ? null : { year: Number(year), rank: Number(rank) }
}
