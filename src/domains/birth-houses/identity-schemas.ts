import { z } from 'zod'
import { typedNumber, typedText } from '../../web/read-form.js'

const line = (max: number) => z.string().trim().max(max, `Au plus ${max} caractères.`).nullable()
const day = z.iso.date('Indiquez une date, par exemple 31/12/2026.').nullable()
const count = (what: string, max: number) =>
  z
    .int(`Indiquez un nombre entier ${what}.`)
    .min(1, `Indiquez un nombre entre 1 et ${max}.`)
    .max(max, `Indiquez un nombre entre 1 et ${max}.`)
    .nullable()

/** What a house says of itself: its legal person, its premises, the way to its partner, what it can take. */
const facts = {
  legalName: line(200),
  legalForm: line(100),
  legalFinessNumber: z
    .string()
    .regex(/^[0-9][0-9AB][0-9]{7}$/, 'Un n° FINESS compte neuf chiffres, par exemple 990000137.')
    .nullable(),
  legalAddress: line(300),
  statutesOn: day,
  premises: line(3000),
  partnerAccess: line(2000),
  partnerAccessMinutes: count('de minutes', 120),
  rooms: count('de chambres', 50),
  capacity: count('de naissances par an', 2000),
  openedOn: day,
  onCallPhone: line(20),
}

export const Identity = z.strictObject({ ...facts, revision: z.int().min(1) })
export type Identity = z.infer<typeof Identity>

/** The same with who wrote it last. */
export const SavedIdentity = z.strictObject({
  ...Identity.shape,
  updatedAt: z.iso.datetime(),
  updatedBy: z.string(),
})
export type SavedIdentity = z.infer<typeof SavedIdentity>

/** How each answer is named, in the order of the page. */
export const IDENTITY_LABELS = {
  legalName: 'Personne morale',
  legalForm: 'Forme juridique',
  legalFinessNumber: 'N° FINESS juridique',
  legalAddress: 'Siège',
  statutesOn: 'Date des statuts',
  openedOn: 'Ouverte le',
  rooms: 'Chambres de naissance',
  capacity: 'Naissances par an',
  premises: 'Locaux',
  partnerAccess: 'Accès au service de gynécologie-obstétrique du partenaire',
  partnerAccessMinutes: 'Durée de cet accès (minutes)',
  onCallPhone: 'Téléphone d’astreinte',
} as const satisfies Record<keyof typeof facts, string>
export type IdentityField = keyof typeof IDENTITY_LABELS
export const IDENTITY_FIELDS = Object.keys(IDENTITY_LABELS) as IdentityField[]

const text = (max: number) => z.string().max(max).optional()

/** The same, as the form sends it. */
export const IdentityForm = z.strictObject({
  legalName: text(400),
  legalForm: text(200),
  legalFinessNumber: text(30),
  legalAddress: text(600),
  statutesOn: text(20),
  premises: text(6000),
  partnerAccess: text(4000),
  partnerAccessMinutes: text(20),
  rooms: text(20),
  capacity: text(20),
  openedOn: text(20),
  onCallPhone: text(40),
  revision: text(10),
})
export type IdentityForm = z.infer<typeof IdentityForm>

export function identityOf(typed: IdentityForm) {
  return {
    legalName: typedText(typed.legalName),
    legalForm: typedText(typed.legalForm),
    legalFinessNumber: typedText(typed.legalFinessNumber)?.replaceAll(' ', '') ?? null,
    legalAddress: typedText(typed.legalAddress),
    statutesOn: typedText(typed.statutesOn),
    premises: typedText(typed.premises),
    partnerAccess: typedText(typed.partnerAccess),
    partnerAccessMinutes: typedNumber(typed.partnerAccessMinutes),
    rooms: typedNumber(typed.rooms),
    capacity: typedNumber(typed.capacity),
    openedOn: typedText(typed.openedOn),
    onCallPhone: typedText(typed.onCallPhone),
    revision: typedNumber(typed.revision) ?? 0,
  }
}

export function typedIdentity(saved: Identity): IdentityForm {
  const typed = Object.fromEntries(IDENTITY_FIELDS.map((field) => [field, String(saved[field] ?? '')]))
  return { ...typed, revision: String(saved.revision) }
}
