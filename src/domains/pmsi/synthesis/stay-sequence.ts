import { dayOf } from './calendar.js'
import { type Site, siteBySize } from './hospitals.js'
import { otherStay } from './other-stays.js'
import { hashOf, randomStream } from './random.js'
import type { SyntheticStay } from './stay-draft.js'

/** All stays of a hospital for a year, in order of discharge. */
export type StaySequence = {
  length: number
  /** A perinatal stay, or the number of another one: four stays out of five are only drawn when written. */
  drafts: () => Generator<SyntheticStay | number>
  /** A line for each stay. */
  lines: (write: (stay: SyntheticStay, place: number) => string) => Iterable<string>
}

/** Completes perinatal stays up to a number with stays of any other kind. */
export function staySequence(
  sites: readonly Site[],
  year: number,
  key: number,
  perinatal: readonly SyntheticStay[],
  length: number,
): StaySequence {
  const others = Math.max(length - perinatal.length, 0)
  const firstDay = dayOf(year, 1, 1)
  const days = dayOf(year + 1, 1, 1) - firstDay
  const dayOfOther = (number: number): number => firstDay + Math.floor((number * days) / others)

  function* drafts(): Generator<SyntheticStay | number> {
    let number = 0
    for (const stay of perinatal) {
      while (number < others && dayOfOther(number) < stay.exitDay) yield number++
      yield stay
    }
    while (number < others) yield number++
  }

  function other(number: number): SyntheticStay {
    const random = randomStream(key, number)
    const site = siteBySize(sites, random())
    const id = `2${year % 100}${String(number).padStart(9, '0')}`
    return otherStay(random, site, dayOfOther(number), id, hashOf(key, number, 11))
  }

  return {
    length: others + perinatal.length,
    drafts,
    lines: (write) => ({
      *[Symbol.iterator]() {
        let place = 0
        for (const draft of drafts()) yield write(typeof draft === 'number' ? other(draft) : draft, place++)
      },
    }),
  }
}
