import { z } from 'zod'
import { Confirmed } from './transfer-schemas.js'
import {
  BIRTH_PLACE_CODES,
  CHILD_OUTCOME_CODES,
  END_REASON_CODES,
  INTERVENTION_CODES,
  INTERVENTION_PLACE_CODES,
  MODE_CODES,
} from './vocabulary.js'

const DATE = 'Indiquez une date, par exemple 31/12/2026.'
const WHEN = 'Indiquez une date et une heure.'
const YES_NO = 'Répondez par oui, par non, ou laissez « pas encore renseigné ».'
const CHOOSE = 'Choisissez une réponse.'
const date = z.iso.date(DATE)
const words = (max: number) =>
  z.string().trim().max(max, `Au plus ${max} caractères.`).nullable().default(null)
const instant = z.iso.datetime({ offset: true, error: WHEN }).nullable().default(null)
const answer = z.boolean(YES_NO).nullable().default(null)
const whole = (min: number, max: number, unit: string) => {
  const says = `Un nombre entier de ${min} à ${max}${unit}.`
  return z.int(says).min(min, says).max(max, says).nullable().default(null)
}
const Revision = z.int().min(0)

const inclusion = {
  dueOn: date,
  includedOn: date,
  firstConsultationOn: date.nullable().default(null),
  /** Criterion → met or not; one that is not there is not known yet. */
  eligibility: z.record(z.string().max(200), z.boolean()).default({}),
  referentMidwifeId: z.uuid('Choisissez une sage-femme de la maison.').nullable().default(null),
  note: words(500),
  confirmed: Confirmed,
}

export const NewWoman = z.strictObject(inclusion)
export type NewWoman = z.infer<typeof NewWoman>

export const WomanChange = z.strictObject({ revision: Revision, ...inclusion })
export type WomanChange = z.infer<typeof WomanChange>

/** The end of a follow-up; both null opens it again. */
export const EndOfFollowUp = z.strictObject({
  revision: Revision,
  endedOn: date.nullable(),
  reason: z.enum(END_REASON_CODES, CHOOSE).nullable(),
})
export type EndOfFollowUp = z.infer<typeof EndOfFollowUp>

const readmission = { readmitted: answer, readmissionCause: words(200), readmissionPlace: words(200) }

const delivery = {
  labourInHouse: answer,
  labourAdmittedAt: instant,
  birthPlace: z.enum(BIRTH_PLACE_CODES, CHOOSE).nullable().default(null),
  bornAt: instant,
  mode: z.enum(MODE_CODES, CHOOSE).nullable().default(null),
  bloodLossMl: whole(0, 20_000, ' mL'),
  sphincterInjury: answer,
  intensiveCare: answer,
  died: answer,
  leftHouseAt: instant,
  ...readmission,
}

/** Labour and birth as somebody writes them; revision 0 when nothing was written before. */
export const DeliveryChange = z.strictObject({ revision: Revision, ...delivery, confirmed: Confirmed })
export type DeliveryChange = z.infer<typeof DeliveryChange>

const newborn = {
  weightG: whole(300, 7000, ' g'),
  apgar5: whole(0, 10, ''),
  resuscitation: answer,
  intervention: z.enum(INTERVENTION_CODES, CHOOSE).nullable().default(null),
  interventionCause: words(200),
  interventionPlace: z.enum(INTERVENTION_PLACE_CODES, CHOOSE).nullable().default(null),
  outcome: z.enum(CHILD_OUTCOME_CODES, CHOOSE).nullable().default(null),
  diedInHouse: answer,
  ...readmission,
  bloodScreening: answer,
  hearingScreening: answer,
}

export const NewbornChange = z.strictObject({ revision: Revision, ...newborn, confirmed: Confirmed })
export type NewbornChange = z.infer<typeof NewbornChange>

/** Another child than the one every birth has: asked to be confirmed. */
export const AnotherChild = z.strictObject({ confirmed: Confirmed })

export const WomanParams = z.strictObject({ id: z.uuid() })
export const ChildParams = z.strictObject({ id: z.uuid(), rank: z.coerce.number().int().min(1).max(4) })

export const WOMAN_STATES = ['followed', 'in-labour', 'born', 'ended'] as const

export const Woman = z.strictObject({
  id: z.uuid(),
  number: z.string(),
  dueOn: z.iso.date(),
  includedOn: z.iso.date(),
  firstConsultationOn: z.iso.date().nullable(),
  eligibility: z.record(z.string(), z.boolean()),
  referent: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
  followUpEndedOn: z.iso.date().nullable(),
  endReason: z.enum(END_REASON_CODES).nullable(),
  note: z.string().nullable(),
  /** Days of amenorrhoea today; of a woman who has given birth, on that day. */
  termDays: z.int(),
  state: z.enum(WOMAN_STATES),
  bornOn: z.iso.date().nullable(),
  revision: z.int(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
})
export type Woman = z.infer<typeof Woman>

const written = { revision: z.int(), updatedAt: z.iso.datetime(), updatedBy: z.string() }
const iso = z.iso.datetime().nullable()

export const DeliveryView = z.strictObject({
  ...delivery,
  labourAdmittedAt: iso,
  bornAt: iso,
  leftHouseAt: iso,
  ...written,
})
export type DeliveryView = z.infer<typeof DeliveryView>

export const NewbornView = z.strictObject({
  id: z.uuid(),
  rank: z.int(),
  bornInHouse: z.boolean(),
  ...newborn,
  ...written,
})
export type NewbornView = z.infer<typeof NewbornView>

export const WomanRecord = z.strictObject({
  woman: Woman,
  delivery: DeliveryView.nullable(),
  newborns: z.array(NewbornView),
  /** What the annual report will ask and the register does not say yet. */
  missing: z.array(
    z.strictObject({ words: z.string(), place: z.enum(['woman', 'delivery', 'children', 'end']) }),
  ),
})
export type WomanRecord = z.infer<typeof WomanRecord>

export const WomanFilter = z.strictObject({
  state: z.enum([...WOMAN_STATES, 'all', 'to-complete']).default('followed'),
  search: z.string().max(30).optional(),
})
export type WomanFilter = z.infer<typeof WomanFilter>
