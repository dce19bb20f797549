/** Days, the first and the last, between which something holds; null when it is not known to begin, or to end. */
export type Span = { startsOn: string | null; endsOn: string | null }

/** Whether it holds on a day. */
export function isCurrent({ startsOn, endsOn }: Span, today: string): boolean {
  return (startsOn === null || startsOn <= today) && (endsOn === null || endsOn >= today)
}
