import { z } from 'zod'
import { typedNumber, typedText } from '../../web/read-form.js'

/** The sixteen items of the charter (arrêté du 22 décembre 2021, art. 2), in its order. */
export const CHARTER_ITEMS = {
  '1': 'Organisation des activités, ouverture et disponibilité de la maison',
  '2': 'Disponibilité des professionnels auprès des femmes suivies, et comment les joindre',
  '3': 'Critères d’éligibilité des femmes',
  '4': 'Délai maximal d’inscription',
  '5': 'Suivi médical des femmes',
  '6': 'Accouchement',
  '7': 'Revue et présentation des dossiers',
  '8': 'Matériel disponible',
  '9': 'Circuit des examens et de leurs résultats',
  '10': 'Liens et réunions périodiques avec l’établissement partenaire',
  '11': 'Gestion immédiate des urgences, notamment des hémorragies, et préalables au transfert',
  '12': 'Informations transmises en cas de transfert',
  '13': 'Sortie de la maison et durée maximale de présence',
  '14': 'Prise en charge de la femme à domicile après la naissance',
  '15': 'Prise en charge du nouveau-né, tout de suite et à domicile',
  '16': 'Bionettoyage, entretien du matériel et du linge, élimination des déchets',
} as const
export type CharterItem = keyof typeof CHARTER_ITEMS
export const CHARTER_ITEM_NUMBERS = Object.keys(CHARTER_ITEMS) as CharterItem[]

const LONGEST = 10_000
const words = z.string().trim().max(LONGEST, `Au plus ${LONGEST} caractères.`).nullable()
/** What a charter says of each item; null is not said yet. */
export const CharterItems = z.strictObject({
  '1': words,
  '2': words,
  '3': words,
  '4': words,
  '5': words,
  '6': words,
  '7': words,
  '8': words,
  '9': words,
  '10': words,
  '11': words,
  '12': words,
  '13': words,
  '14': words,
  '15': words,
  '16': words,
})

/** What a charter says. A draft may lack anything; nothing that is missing is adopted. */
export const CharterText = z.strictObject({
  items: CharterItems,
  presenceMaxHours: z
    .int('Indiquez un nombre entier d’heures.')
    .min(1, 'Indiquez une durée entre 1 et 72 heures.')
    .max(72, 'Indiquez une durée entre 1 et 72 heures.')
    .nullable(),
  bloodScreening: words,
  hearingScreening: words,
  publicSummary: words,
})
export type CharterText = z.infer<typeof CharterText>

/** A draft from the revision that was read; 0 when there was none. */
export const CharterDraft = z.strictObject({ ...CharterText.shape, revision: z.int().min(0) })
export type CharterDraft = z.infer<typeof CharterDraft>

export const Adoption = z.strictObject({
  revision: z.int('Rouvrez le projet de charte.').min(1, 'Rouvrez le projet de charte.'),
  adoptedOn: z.iso.date('Indiquez une date, par exemple 31/12/2026.'),
})
export type Adoption = z.infer<typeof Adoption>

export const Charter = z.strictObject({
  version: z.int(),
  ...CharterText.shape,
  adoptedOn: z.iso.date().nullable(),
  adoptedBy: z.string().nullable(),
  revision: z.int(),
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
})
export type Charter = z.infer<typeof Charter>

export const VersionParams = z.strictObject({
  id: z.uuid(),
  version: z.coerce.number().int().min(1).max(32_767),
})

const text = (max: number) => z.string().max(max).optional()
const LONGEST_TYPED = 12_000

/** The same, as the form sends it: `item1` to `item16`. */
export const CharterForm = z.strictObject({
  ...Object.fromEntries(
    CHARTER_ITEM_NUMBERS.map((number) => [`item${number}`, text(LONGEST_TYPED)] as const),
  ),
  presenceMaxHours: text(20),
  bloodScreening: text(LONGEST_TYPED),
  hearingScreening: text(LONGEST_TYPED),
  publicSummary: text(LONGEST_TYPED),
  revision: text(10),
})
export type CharterForm = Record<string, string | undefined>

export const AdoptionForm = z.strictObject({ adoptedOn: text(20), revision: text(10) })
export type AdoptionForm = z.infer<typeof AdoptionForm>

export function charterOf(typed: CharterForm) {
  return {
    items: Object.fromEntries(
      CHARTER_ITEM_NUMBERS.map((number) => [number, typedText(typed[`item${number}`])]),
    ),
    presenceMaxHours: typedNumber(typed.presenceMaxHours),
    bloodScreening: typedText(typed.bloodScreening),
    hearingScreening: typedText(typed.hearingScreening),
    publicSummary: typedText(typed.publicSummary),
    revision: typedNumber(typed.revision) ?? 0,
  }
}

export function typedCharter(saved: CharterText, revision: number): CharterForm {
  return {
    ...Object.fromEntries(CHARTER_ITEM_NUMBERS.map((number) => [`item${number}`, saved.items[number] ?? ''])),
    presenceMaxHours: saved.presenceMaxHours === null ? '' : String(saved.presenceMaxHours),
    bloodScreening: saved.bloodScreening ?? '',
    hearingScreening: saved.hearingScreening ?? '',
    publicSummary: saved.publicSummary ?? '',
    revision: String(revision),
  }
}

/** What a charter still lacks before it can be adopted: field → in words. */
export function charterLacks(charter: CharterText): { field: string; label: string }[] {
  const lacking: { field: string; label: string }[] = CHARTER_ITEM_NUMBERS.filter(
    (number) => !charter.items[number],
  ).map((number) => ({ field: `item${number}`, label: `${number}. ${CHARTER_ITEMS[number]}` }))
  if (charter.presenceMaxHours === null)
    lacking.push({ field: 'presenceMaxHours', label: '13. Durée maximale de présence, en heures' })
  if (!charter.bloodScreening)
    lacking.push({ field: 'bloodScreening', label: '15. Tests sanguins du dépistage néonatal' })
  if (!charter.hearingScreening)
    lacking.push({ field: 'hearingScreening', label: '15. Dépistage de la surdité permanente néonatale' })
  return lacking
}
