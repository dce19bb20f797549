import type { Stay } from '../../pmsi/stay.js'
import { dayOf, entryDayOf } from './calendar.js'
import { hashContent, hashText } from './hash.js'
import { FLAG, type Trace } from './records.js'

/** Zeros for the person of a stay that cannot be chained. */
export function traceOf(stay: Stay): Trace {
  const entryDay = entryDayOf(stay)
  const dated = stay.entryDate !== null || stay.exitDate !== null
  const { person } = stay
  return {
    flags: (person === null ? 0 : FLAG.chained) | (dated ? FLAG.dated : 0),
    entryDay,
    exitDay: stay.exitDate === null ? entryDay + stay.nights : dayOf(stay.exitDate),
    personLow: person === null ? 0 : hashText(person, 0x811c9dc5),
    personHigh: person === null ? 0 : hashText(person, 0x5bd1e995),
    content: person === null ? 0 : hashContent(stay),
  }
}

export const isChained = (trace: Trace): boolean => (trace.flags & FLAG.chained) !== 0

/** Where a finding about a stay goes. */
export const establishmentOf = (stay: { site: string; finess: string }): string => stay.site || stay.finess
