import { foldText } from '../directory/national/plain-text.js'

/** Lists of territories and of their antennas are read whole: a network has no more. */
export const MOST_TERRITORIES = 200
export const MOST_ANTENNAS = 500

/** Whether an antenna receives on a day. */
export function isOpenOn(
  { openedOn, closedOn }: { openedOn: string | null; closedOn: string | null },
  day: string,
): boolean {
  return (openedOn === null || openedOn <= day) && (closedOn === null || closedOn >= day)
}

/** « Val d'Orbe » and « val d’orbe » are one name: a file says it either way. */
export function isSameName(one: string, other: string): boolean {
  return foldText(one) === foldText(other)
}
