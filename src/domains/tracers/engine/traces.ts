import type { Stay } from '../../pmsi/stay.js'
import { dayOf, entryDayOf } from './calendar.js'
import { hashContent, hashText } from './hash.js'
import { FLAG } from './records.js'

/** When a stay was, in days since 1970, and whose it is: a hash of its pseudonym, and of its content. */
export type Trace = {
  flags: number
  entryDay: number
  exitDay: number
  /** Zeros when the stay cannot be chained. */
  personLow: number
  personHigh: number
  content: number
}

export function traceOf(stay: Stay): Trace {
  const entryDay = entryDayOf(stay)
  const exitDay = stay.exitDate === null ? entryDay + stay.nights : dayOf(stay.exitDate)
  const dated = stay.entryDate === null && stay.exitDate === null ? 0 : FLAG.dated
  const { person } = stay
  if (person === null) return { flags: dated, entryDay, exitDay, personLow: 0, personHigh: 0, content: 0 }
  return {
    flags: dated | FLAG.chained,
    entryDay,
    exitDay,
    personLow: hashText(person, 0x011c9dc5),
    personHigh: hashText(person, 0x5bd1e995),
    content: hashContent(stay),
  }
}

export const isDated = (trace: Trace): boolean => (trace.flags & FLAG.dated) !== 0
export const isChained = (trace: Trace): boolean => (trace.flags & FLAG.chained) !== 0
