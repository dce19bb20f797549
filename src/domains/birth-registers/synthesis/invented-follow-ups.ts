import { addDays, daysBetween } from '../../../web/dates.js'
import { integer, type Random, randomStream } from '../../pmsi/synthesis/random.js'
import type { EndReason } from '../vocabulary.js'
import { COURSES, type Course } from './courses.js'

/** A follow-up of nobody, from the inclusion to what came of it; what is still to come is null. */
export type InventedFollowUp = {
  dueOn: string
  includedOn: string
  firstConsultationOn: string
  end: { on: string; reason: EndReason } | null
  birth: InventedBirth | null
}

export type InventedBirth = {
  course: Course
  labourAt: Date
  bornAt: Date
  bloodLossMl: number
  weightG: number
  apgar5: number
}

const HOUR = 3_600_000
/** Between two births, days. */
const EVERY_DAYS = 16
/** A woman is taken in at most so long before the birth. */
const LONGEST_FOLLOW_UP_DAYS = 185

/**
 * The follow-ups of a house whose first birth comes a few days after `from`, as they stand on `today`: births at an even
 * pace, each after a course in turn, then the women whose birth is to come. The same seed gives the same. Pure.
 */
export function inventedFollowUps(seed: number, from: string, today: string): InventedFollowUp[] {
  const births = Math.ceil((daysBetween(from, today) + LONGEST_FOLLOW_UP_DAYS) / EVERY_DAYS)
  return Array.from({ length: births }, (_, rank) => followUp(randomStream(seed, rank), rank, from))
    .filter(({ includedOn }) => includedOn <= today)
    .map((one) => asOf(one, today))
}

function followUp(random: Random, rank: number, from: string): InventedFollowUp {
  const course = COURSES[rank % COURSES.length] ?? {}
  const bornOn = addDays(from, rank * EVERY_DAYS + integer(random, 1, EVERY_DAYS - 2))
  const includedOn = addDays(bornOn, -integer(random, 110, LONGEST_FOLLOW_UP_DAYS))
  const bornAt = new Date(
    `${bornOn}T${twoDigits(integer(random, 8, 19))}:${twoDigits(integer(random, 0, 59))}:00Z`,
  )
  const [least, most] = course.bloodLossMl ?? [100, 450]
  return {
    // Birth between 38 and 41 weeks.
    dueOn: addDays(bornOn, integer(random, -2, 20)),
    includedOn,
    firstConsultationOn: addDays(includedOn, integer(random, 0, 12)),
    end: course.ends ? { on: addDays(includedOn, integer(random, 30, 80)), reason: course.ends } : null,
    birth: course.ends
      ? null
      : {
          course,
          bornAt,
          labourAt: new Date(bornAt.getTime() - integer(random, 3, 7) * HOUR),
          bloodLossMl: Math.round(integer(random, least, most) / 10) * 10,
          weightG: Math.round(integer(random, 2850, 4050) / 10) * 10,
          apgar5: course.child?.apgar5 ?? integer(random, 9, 10),
        },
  }
}

/** What is known of it on a day. */
function asOf({ end, birth, ...known }: InventedFollowUp, today: string): InventedFollowUp {
  const isBorn = birth !== null && birth.bornAt.toISOString().slice(0, 10) < today
  return { ...known, end: end !== null && end.on <= today ? end : null, birth: isBorn ? birth : null }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
