import { randomUUID } from 'node:crypto'
import type { Ctx } from '../context.js'
import { addCriterion, criteriaOn } from '../domains/birth-registers/criteria.js'
import { writeDelivery, writeNewborn } from '../domains/birth-registers/deliveries.js'
import { writeOutcome } from '../domains/birth-registers/received.js'
import {
  type InventedBirth,
  type InventedFollowUp,
  inventedFollowUps,
} from '../domains/birth-registers/synthesis/invented-follow-ups.js'
import { declareTransfer } from '../domains/birth-registers/transfers.js'
import type { DeliveryChange, NewbornChange } from '../domains/birth-registers/woman-schemas.js'
import { endFollowUp, includeWoman } from '../domains/birth-registers/women.js'
import { addDays } from '../web/dates.js'

const SEED = 2021
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** When readmissions and the first week are known, and written. */
const KNOWN_AFTER = 38 * DAY
const CRITERION = 'Domicile à moins de 45 minutes de la maison'

type Written = 'revision' | 'confirmed'
type People = { midwife: Ctx; maternity: Ctx }
type House = { midwives: readonly string[]; from: string; today: string; timeZone: string }

/** One thing somebody writes, at the time she writes it. */
type Act = { at: Date; write: (now: Date) => Promise<void> }

/** The register of the demonstration, written act after act as its midwives and the partner maternity would have. */
export async function furnishRegister(people: People, { midwives, from, today }: House): Promise<void> {
  const begun = { ...people.midwife, now: new Date(`${addDays(from, -200)}T10:00:00Z`) }
  await addCriterion(begun, {
    label: CRITERION,
    source: 'Charte de la maison',
    validFrom: addDays(from, -200),
  })
  const eligibility = Object.fromEntries(
    (await criteriaOn(begun, addDays(from, -1))).map(({ label }) => [label, true]),
  )
  const acts = inventedFollowUps(SEED, from, today).flatMap((one, rank) =>
    actsOf(people, one, { eligibility, referentMidwifeId: midwives[rank % midwives.length] ?? null }),
  )
  acts.sort((one, other) => one.at.getTime() - other.at.getTime())
  for (const { at, write } of acts.filter((one) => one.at < people.midwife.now)) await write(at)
}

type Inclusion = { eligibility: Record<string, boolean>; referentMidwifeId: string | null }

function actsOf(people: People, followUp: InventedFollowUp, inclusion: Inclusion): Act[] {
  const { dueOn, includedOn, firstConsultationOn, end, birth } = followUp
  const woman = { id: '' }
  const midwife = (now: Date): Ctx => ({ ...people.midwife, now })
  const include: Act = {
    // Once the first consultation is over, so that it is written once.
    at: new Date(`${firstConsultationOn}T16:00:00Z`),
    write: async (now) => {
      const given = { dueOn, includedOn, firstConsultationOn, ...inclusion, note: null, confirmed: [] }
      woman.id = (await includeWoman(midwife(now), given)).id
    },
  }
  const leave: Act[] = end
    ? [
        {
          at: new Date(`${end.on}T17:00:00Z`),
          write: (now) =>
            endFollowUp(midwife(now), woman.id, { revision: 1, endedOn: end.on, reason: end.reason }),
        },
      ]
    : []
  return [include, ...leave, ...(birth ? birthActs(people, woman, birth) : [])]
}

function birthActs(people: People, woman: { id: string }, birth: InventedBirth): Act[] {
  const { course, bornAt } = birth
  const midwife = (now: Date): Ctx => ({ ...people.midwife, now })
  const knownAt = new Date(bornAt.getTime() + KNOWN_AFTER)
  const transfers = course.transfer ? transferActs(people, woman, birth, course.transfer) : []
  // Once everything is known it is written at one time: half as much to write when the demonstration starts.
  if (knownAt < people.midwife.now) {
    return [...transfers, { at: knownAt, write: (now) => closeFollowUp(midwife(now), woman.id, birth) }]
  }
  const record: Act = {
    at: new Date(bornAt.getTime() + DAY),
    write: (now) => writeBirth(midwife(now), woman.id, deliveryOf(birth), childOf(birth)),
  }
  return [...transfers, record]
}

async function writeBirth(
  ctx: Ctx,
  womanId: string,
  delivery: Omit<DeliveryChange, Written>,
  child: Omit<NewbornChange, Written>,
): Promise<void> {
  await writeDelivery(ctx, womanId, { ...delivery, revision: 0, confirmed: [] })
  await writeNewborn(ctx, womanId, 1, { ...child, revision: 1, confirmed: [] })
}

async function closeFollowUp(ctx: Ctx, womanId: string, birth: InventedBirth): Promise<void> {
  const { course, bornAt } = birth
  const later = {
    outcome: course.child?.outcome ?? ('alive' as const),
    bloodScreening: true,
    hearingScreening: true,
  }
  await writeBirth(
    ctx,
    womanId,
    { ...deliveryOf(birth), ...readmission(course.readmitted) },
    { ...childOf(birth), ...later, ...readmission(course.child?.readmitted) },
  )
  const endedOn = addDays(bornAt.toISOString().slice(0, 10), KNOWN_AFTER / DAY - 1)
  await endFollowUp(ctx, womanId, { revision: 1, endedOn, reason: 'completed' })
}

type Transferred = NonNullable<InventedBirth['course']['transfer']>

/** Declared twenty minutes after it was decided; the maternity that received a mother says two days later what came of it. */
function transferActs(
  { midwife, maternity }: People,
  woman: { id: string },
  { course, bornAt, bloodLossMl }: InventedBirth,
  { hours, ...transfer }: Transferred,
): Act[] {
  const decidedAt = new Date(bornAt.getTime() + hours * HOUR)
  const after = (minutes: number) => new Date(decidedAt.getTime() + minutes * MINUTE).toISOString()
  const declared = { id: '' }
  const declare: Act = {
    at: new Date(after(20)),
    write: async (now) => {
      const sent = await declareTransfer(
        { ...midwife, now },
        {
          ...transfer,
          formKey: randomUUID(),
          womanId: woman.id,
          reasonWords: null,
          accompanied: transfer.phase === 'newborn',
          termDays: null,
          destinationEstablishmentId: null,
          destinationWords: null,
          decidedAt: decidedAt.toISOString(),
          departedAt: after(8),
          arrivedAt: after(13),
          difficulty: transfer.difficulty ?? null,
          confirmed: [],
        },
      )
      declared.id = sent.id
    },
  }
  if (transfer.phase === 'newborn' || transfer.phase === 'post-partum') return [declare]
  const complete: Act = {
    at: new Date(bornAt.getTime() + 2 * DAY),
    write: (now) =>
      writeOutcome({ ...maternity, now }, declared.id, {
        seen: null,
        bornAt: bornAt.toISOString(),
        mode: course.mode ?? 'spontaneous',
        bloodLossMl,
        sphincterInjury: course.sphincterInjury ?? false,
        intensiveCare: course.intensiveCare ?? false,
        apgar5: null,
        childOutcome: null,
        confirmed: [],
      }),
  }
  return [declare, complete]
}

function deliveryOf({ course, labourAt, bornAt, bloodLossMl }: InventedBirth): Omit<DeliveryChange, Written> {
  const birthPlace = course.birthPlace ?? 'house'
  const labourInHouse = course.labourInHouse ?? true
  return {
    labourInHouse,
    labourAdmittedAt: labourInHouse ? labourAt.toISOString() : null,
    birthPlace,
    bornAt: bornAt.toISOString(),
    mode: course.mode ?? 'spontaneous',
    bloodLossMl,
    sphincterInjury: course.sphincterInjury ?? false,
    intensiveCare: course.intensiveCare ?? false,
    died: false,
    leftHouseAt: birthPlace === 'house' ? new Date(bornAt.getTime() + 6 * HOUR).toISOString() : null,
    readmitted: null,
    readmissionCause: null,
    readmissionPlace: null,
  }
}

function childOf({ course: { child }, weightG, apgar5 }: InventedBirth): Omit<NewbornChange, Written> {
  return {
    weightG,
    apgar5,
    resuscitation: child?.resuscitation ?? false,
    intervention: child?.intervention ?? 'none',
    interventionCause: child?.interventionCause ?? null,
    interventionPlace: child?.interventionPlace ?? null,
    outcome: null,
    diedInHouse: null,
    readmitted: null,
    readmissionCause: null,
    readmissionPlace: null,
    bloodScreening: null,
    hearingScreening: null,
  }
}

function readmission(back: { cause: string; place: string } | undefined) {
  return {
    readmitted: back !== undefined,
    readmissionCause: back?.cause ?? null,
    readmissionPlace: back?.place ?? null,
  }
}
