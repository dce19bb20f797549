import { z } from 'zod'
import { typedText } from '../../web/read-form.js'

/** What the convention provides for (CSP, art. R. 6323-29). */
export const CONVENTION_ITEMS = {
  reorientation: 'Réorientation des femmes au cours de la grossesse',
  transfer: 'Transfert de la femme et du nouveau-né, et situations qui y conduisent',
  information: 'Transmission sécurisée des informations médicales',
  practices: 'Échanges sur les pratiques et la gestion des risques',
  anaesthesia: 'Programmation de la consultation préanesthésique',
  finances: 'Relations financières',
} as const
export type ConventionItem = keyof typeof CONVENTION_ITEMS
export const CONVENTION_ITEM_CODES = Object.keys(CONVENTION_ITEMS) as [ConventionItem, ...ConventionItem[]]

/** Days before its end from which a convention is to be renewed. */
export const RENEWAL_DAYS = 90

const LONGEST = 5000
const day = z.iso.date('Indiquez une date, par exemple 31/12/2026.')
const item = z.string().trim().max(LONGEST, `Au plus ${LONGEST} caractères.`).nullable()
const items = z.strictObject({
  reorientation: item,
  transfer: item,
  information: item,
  practices: item,
  anaesthesia: item,
  finances: item,
})

/** A convention: with whom, who signed it, from when to when, what it says of each item. */
export const NewConvention = z
  .strictObject({
    partnerEstablishmentId: z.uuid('Choisissez la maternité partenaire.'),
    items,
    signatories: z
      .array(z.string().trim().min(2).max(200, 'Au plus 200 caractères par signataire.'))
      .max(20, 'Au plus vingt signataires.'),
    signedOn: day.nullable(),
    startsOn: day,
    endsOn: day.nullable(),
  })
  .refine(({ startsOn, endsOn }) => endsOn === null || startsOn <= endsOn, {
    path: ['endsOn'],
    error: 'La fin vient avant le début. Corrigez l’une des deux dates.',
  })
export type NewConvention = z.infer<typeof NewConvention>

/** The same, from the instant at which it was read. */
export const ConventionChange = z.strictObject({ seen: z.iso.datetime(), convention: NewConvention })
export type ConventionChange = z.infer<typeof ConventionChange>

export const Convention = z.strictObject({
  id: z.uuid(),
  partner: z.strictObject({ id: z.uuid(), name: z.string() }),
  items,
  signatories: z.array(z.string()),
  signedOn: z.iso.date().nullable(),
  startsOn: z.iso.date(),
  endsOn: z.iso.date().nullable(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
})
export type Convention = z.infer<typeof Convention>

const text = (max: number) => z.string().max(max).optional()

/** The same, as the form sends it: one signatory a line. */
export const ConventionForm = z.strictObject({
  partnerEstablishmentId: text(36),
  signatories: text(5000),
  signedOn: text(20),
  startsOn: text(20),
  endsOn: text(20),
  seen: text(40),
  reorientation: text(8000),
  transfer: text(8000),
  information: text(8000),
  practices: text(8000),
  anaesthesia: text(8000),
  finances: text(8000),
})
export type ConventionForm = z.infer<typeof ConventionForm>

export function conventionOf(typed: ConventionForm) {
  return {
    partnerEstablishmentId: typed.partnerEstablishmentId ?? '',
    items: Object.fromEntries(CONVENTION_ITEM_CODES.map((code) => [code, typedText(typed[code])])),
    signatories: (typed.signatories ?? '')
      .split('\n')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
    signedOn: typedText(typed.signedOn),
    startsOn: typed.startsOn ?? '',
    endsOn: typedText(typed.endsOn),
  }
}

export function typedConvention(saved: Convention): ConventionForm {
  const items = Object.fromEntries(CONVENTION_ITEM_CODES.map((code) => [code, saved.items[code] ?? '']))
  return {
    ...items,
    partnerEstablishmentId: saved.partner.id,
    signatories: saved.signatories.join('\n'),
    signedOn: saved.signedOn ?? '',
    startsOn: saved.startsOn,
    endsOn: saved.endsOn ?? '',
    seen: saved.updatedAt,
  }
}

/** How many of the six items it says something of. */
export function itemsSaid({ items }: Pick<Convention, 'items'>): number {
  return CONVENTION_ITEM_CODES.filter((code) => items[code] !== null).length
}
