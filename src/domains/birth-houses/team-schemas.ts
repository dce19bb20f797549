import { z } from 'zod'
import { typedNumber, typedText } from '../../web/read-form.js'
import { Seen, seenOf } from '../../web/seen.js'

/** What a midwife is to the house. */
export const MIDWIFE_ROLES = { global: 'Suivi global', support: 'Appui' } as const
export type MidwifeRole = keyof typeof MIDWIFE_ROLES
const MIDWIFE_ROLE_CODES = Object.keys(MIDWIFE_ROLES) as [MidwifeRole, ...MidwifeRole[]]

export const PartParams = z.strictObject({ id: z.uuid(), partId: z.uuid() })
export type PartParams = z.infer<typeof PartParams>

const day = z.iso.date('Indiquez une date, par exemple 31/12/2026.')
const dates = { startsOn: day, endsOn: day.nullable().default(null) }
const inOrder = ({ startsOn, endsOn }: { startsOn: string; endsOn: string | null }) =>
  endsOn === null || startsOn <= endsOn
const NOT_IN_ORDER = {
  path: ['endsOn'],
  error: 'La fin vient avant le début. Corrigez l’une des deux dates.',
}

const midwife = {
  role: z.enum(MIDWIFE_ROLE_CODES, 'Choisissez : suivi global ou appui.'),
  fte: z
    .number('Indiquez un nombre, par exemple 0,8.')
    .min(0, 'Un temps plein vaut 1 : indiquez un nombre entre 0 et 1.')
    .max(1, 'Un temps plein vaut 1 : indiquez un nombre entre 0 et 1.')
    .nullable()
    .default(null),
  ...dates,
}

/** A midwife of the directory who joins the house. */
export const NewMidwife = z
  .strictObject({ personId: z.uuid('Choisissez une sage-femme de l’annuaire.'), ...midwife })
  .refine(inOrder, NOT_IN_ORDER)
export type NewMidwife = z.infer<typeof NewMidwife>

/** What changes in her line, from what was read of it. */
export const MidwifeChange = z.strictObject({ ...midwife, seen: Seen }).refine(inOrder, NOT_IN_ORDER)
export type MidwifeChange = z.infer<typeof MidwifeChange>

export const Midwife = z.strictObject({
  id: z.uuid(),
  personId: z.uuid(),
  name: z.string(),
  role: z.enum(MIDWIFE_ROLE_CODES),
  fte: z.number().nullable(),
  startsOn: z.iso.date(),
  endsOn: z.iso.date().nullable(),
  seen: Seen,
})
export type Midwife = z.infer<typeof Midwife>

const staff = {
  occupation: z.string().trim().min(2, 'Indiquez le métier.').max(100, 'Au plus 100 caractères.'),
  headcount: z
    .int('Indiquez un nombre entier de personnes.')
    .min(1, 'Au moins une personne.')
    .max(200, 'Au plus 200 personnes.'),
  fte: z
    .number('Indiquez un nombre, par exemple 0,8.')
    .min(0, 'Un temps de travail ne peut pas être négatif.')
    .max(99, 'Au plus 99 équivalents temps plein.')
    .nullable()
    .default(null),
  missions: z.string().trim().max(500, 'Au plus 500 caractères.').nullable().default(null),
  ...dates,
}

/** Other people of the house: how many, how much time, for what; never a name. */
export const StaffLine = z.strictObject(staff).refine(inOrder, NOT_IN_ORDER)
export type StaffLine = z.infer<typeof StaffLine>

export const StaffChange = z.strictObject({ ...staff, seen: Seen }).refine(inOrder, NOT_IN_ORDER)
export type StaffChange = z.infer<typeof StaffChange>

export const Staff = z.strictObject({
  id: z.uuid(),
  occupation: z.string(),
  headcount: z.int(),
  fte: z.number().nullable(),
  missions: z.string().nullable(),
  startsOn: z.iso.date(),
  endsOn: z.iso.date().nullable(),
  seen: Seen,
})
export type Staff = z.infer<typeof Staff>

export const Team = z.strictObject({ midwives: z.array(Midwife), staff: z.array(Staff) })
export type Team = z.infer<typeof Team>

type SavedMidwife = { role: string } & Pick<Midwife, 'fte' | 'startsOn' | 'endsOn'>

/** What the form of a midwife edits, as it is saved. */
export function seenMidwife({ role, fte, startsOn, endsOn }: SavedMidwife): string {
  return seenOf({ role, fte, startsOn, endsOn })
}

/** The same of a line of the staff. */
export function seenStaff(line: Omit<Staff, 'id' | 'seen'>): string {
  const { occupation, headcount, fte, missions, startsOn, endsOn } = line
  return seenOf({ occupation, headcount, fte, missions, startsOn, endsOn })
}

const text = (max: number) => z.string().max(max).optional()

/** The same, as the forms send them. */
export const MidwifeForm = z.strictObject({
  personId: text(36),
  role: text(20),
  fte: text(20),
  startsOn: text(20),
  endsOn: text(20),
  seen: Seen.optional(),
})
export type MidwifeForm = z.infer<typeof MidwifeForm>

export const StaffForm = z.strictObject({
  occupation: text(300),
  headcount: text(20),
  fte: text(20),
  missions: text(1000),
  startsOn: text(20),
  endsOn: text(20),
  seen: Seen.optional(),
})
export type StaffForm = z.infer<typeof StaffForm>

export function midwifeOf({ role, fte, startsOn, endsOn }: MidwifeForm) {
  return {
    role: typedText(role),
    fte: typedNumber(fte),
    startsOn: startsOn ?? '',
    endsOn: typedText(endsOn),
  }
}

/** What changes, from what its form showed: a form that says nothing of it has seen nothing. */
export function midwifeChangeOf(typed: MidwifeForm) {
  return { ...midwifeOf(typed), seen: typed.seen ?? '' }
}

export function staffOf(typed: StaffForm) {
  return {
    occupation: typed.occupation ?? '',
    headcount: typedNumber(typed.headcount) ?? 0,
    fte: typedNumber(typed.fte),
    missions: typedText(typed.missions),
    startsOn: typed.startsOn ?? '',
    endsOn: typedText(typed.endsOn),
  }
}

export function staffChangeOf(typed: StaffForm) {
  return { ...staffOf(typed), seen: typed.seen ?? '' }
}

export function typedMidwife({ role, fte, startsOn, endsOn, seen }: Midwife): MidwifeForm {
  return { role, fte: decimal(fte), startsOn, endsOn: endsOn ?? '', seen }
}

export function typedStaff(line: Staff): StaffForm {
  return {
    occupation: line.occupation,
    headcount: String(line.headcount),
    fte: decimal(line.fte),
    missions: line.missions ?? '',
    startsOn: line.startsOn,
    endsOn: line.endsOn ?? '',
    seen: line.seen,
  }
}

/** « 0,8 », as one types it. */
function decimal(value: number | null): string {
  return value === null ? '' : String(value).replace('.', ',')
}
