import { z } from 'zod'
import { line, neededLine } from '../directory-records/fields.js'
import { IDENTIFIER_SIGNS, LONGEST_IDENTIFIER, maskRefusal } from './mask.js'
import { PLANNABLE } from './rules.js'

export const IdParams = z.strictObject({ id: z.uuid() })

const page = z
  .string()
  .regex(/^[1-9]\d{0,4}$/)
  .transform(Number)
  .default(1)

export const LIST_STATES = ['in-use', 'asked', 'ending', 'planned', 'suspended', 'expired', 'ceased'] as const
export type ListState = (typeof LIST_STATES)[number]

/** The same as addresses say them. */
export const STATE_WORDS = {
  'en-cours': 'in-use',
  'renouvellement-demande': 'asked',
  'bientot-finis': 'ending',
  'a-venir': 'planned',
  suspendus: 'suspended',
  expires: 'expired',
  cesses: 'ceased',
} as const satisfies Record<string, ListState>
export type StateWord = keyof typeof STATE_WORDS

export const ListQuery = z.strictObject({
  q: line(100).optional(),
  etat: z.enum(['', ...(Object.keys(STATE_WORDS) as StateWord[])]).optional(),
  page,
  fait: z.enum(['reglages']).optional(),
})

export const NewQuery = z.strictObject({
  q: line(100).optional(),
  personne: z.uuid().optional(),
})

const day = (missing: string) => z.iso.date(missing)
const optionalDay = z
  .union([z.iso.date(), z.literal('')], 'Écrivez une date, par exemple 31/12/2027, ou laissez vide.')
  .optional()
  .transform((typed) => typed || null)

const optionalText = (max: number) => line(max).default(null)

export const Identifier = z
  .string()
  .trim()
  .min(1, 'Écrivez l’identifiant.')
  .max(LONGEST_IDENTIFIER, `Un identifiant compte au plus ${LONGEST_IDENTIFIER} signes.`)
  .regex(
    IDENTIFIER_SIGNS,
    'Un identifiant s’écrit avec des lettres sans accent, des chiffres, des espaces et « - / . _ ».',
  )
  .regex(/[A-Za-z0-9]/, 'Un identifiant a au moins une lettre ou un chiffre.')
  .transform((typed) => typed.replace(/ +/g, ' ').toUpperCase())

export const Attribution = z.strictObject({
  personId: z.uuid('Choisissez la personne.'),
  identifier: Identifier,
  attributedOn: day('Écrivez la date d’attribution.'),
  validUntil: optionalDay,
  evidence: neededLine(1000, 'Dites sur quoi il est attribué : diplôme, attestation, démarche qualité.'),
})
export type Attribution = z.output<typeof Attribution>

/** What dates an act, and why. */
export const DatedAct = z.strictObject({
  on: day('Écrivez la date.'),
  note: neededLine(1000, 'Dites pourquoi.'),
})
export type DatedAct = z.output<typeof DatedAct>

/** Taking back what was planned. */
export const TakingBack = z.strictObject({
  what: z.enum(PLANNABLE, 'Choisissez ce qui est annulé.'),
  note: neededLine(1000, 'Dites pourquoi.'),
})
export type TakingBack = z.output<typeof TakingBack>

export const Renewal = z.strictObject({
  on: day('Écrivez la date du renouvellement.'),
  validUntil: optionalDay,
  note: neededLine(
    1000,
    'Dites sur quoi il est renouvelé : évaluation des pratiques, clichés, suivi des médianes.',
  ),
})
export type Renewal = z.output<typeof Renewal>

const wholeNumber = (min: number, max: number) => {
  const missing = `Écrivez un nombre entier, de ${min} à ${max}.`
  return z
    .string()
    .trim()
    .regex(/^\d{1,3}$/, missing)
    .transform(Number)
    .pipe(z.int().min(min, missing).max(max, missing))
}

/** A mask an identifier must match; blank is none. */
export const Mask = z
  .string()
  .trim()
  .max(80)
  .transform((typed, context) => {
    if (!typed) return null
    const refusal = maskRefusal(typed)
    if (refusal === null) return typed
    context.addIssue({ code: 'custom', message: refusal })
    return z.NEVER
  })

export const Settings = z.strictObject({
  pattern: Mask.optional().transform((typed) => typed ?? null),
  patternWords: optionalText(200),
  renewalMonths: z
    .union([wholeNumber(1, 120), z.literal('')], 'Écrivez un nombre de mois, de 1 à 120, ou laissez vide.')
    .optional()
    .transform((typed) => typed || null),
  reminderDays: wholeNumber(1, 365),
  source: optionalText(300),
})
export type Settings = z.output<typeof Settings>
