import { isLocal, type Provenance } from '../../directory/provenance.js'
import type { PersonRow, StructureRow } from '../../directory/records.js'

/** Values that are kept from one record or from the other together: half an address is no address. */
export type FieldGroup<Row> = { key: string; label: string; fields: readonly (keyof Row & string)[] }

export const PERSON_GROUPS: readonly FieldGroup<PersonRow>[] = [
  { key: 'lastName', label: 'Nom', fields: ['lastName'] },
  { key: 'firstName', label: 'Prénom', fields: ['firstName'] },
  { key: 'title', label: 'Civilité ou titre', fields: ['title'] },
  { key: 'rppsNumber', label: 'N° RPPS', fields: ['rppsNumber'] },
  { key: 'formerIdentifier', label: 'Ancien identifiant', fields: ['formerIdentifier'] },
  { key: 'profession', label: 'Profession', fields: ['professionCode', 'professionWords'] },
  { key: 'skillCodes', label: 'Savoir-faire', fields: ['skillCodes'] },
  { key: 'phone', label: 'Téléphone', fields: ['phone'] },
  { key: 'mobile', label: 'Téléphone portable', fields: ['mobile'] },
  { key: 'email', label: 'Adresse électronique', fields: ['email'] },
  { key: 'website', label: 'Site internet', fields: ['website'] },
  { key: 'languages', label: 'Langues parlées', fields: ['languages'] },
  { key: 'territory', label: 'Territoire', fields: ['territoryId'] },
  { key: 'owner', label: 'Qui répond de la fiche', fields: ['owner'] },
  { key: 'notes', label: 'Notes de l’équipe', fields: ['notes'] },
]

export const STRUCTURE_GROUPS: readonly FieldGroup<StructureRow>[] = [
  { key: 'name', label: 'Nom', fields: ['name'] },
  { key: 'longName', label: 'Nom complet', fields: ['longName'] },
  { key: 'finessNumber', label: 'N° FINESS', fields: ['finessNumber', 'legalFinessNumber'] },
  { key: 'siret', label: 'N° SIRET', fields: ['siret'] },
  { key: 'technicalId', label: 'Identifiant technique', fields: ['technicalId'] },
  { key: 'establishment', label: 'Maternité des indicateurs', fields: ['establishmentId'] },
  { key: 'category', label: 'Catégorie', fields: ['category', 'categoryCode'] },
  { key: 'legalStatus', label: 'Statut (public ou privé)', fields: ['legalStatus'] },
  {
    key: 'address',
    label: 'Adresse',
    fields: [
      'street',
      'addressMore',
      'postcode',
      'communeName',
      'communeCode',
      'departmentCode',
      'latitude',
      'longitude',
      'positionSource',
    ],
  },
  { key: 'phone', label: 'Téléphone', fields: ['phone'] },
  { key: 'phone2', label: 'Autre téléphone', fields: ['phone2'] },
  { key: 'emergencyPhone', label: 'Ligne directe pour les urgences', fields: ['emergencyPhone'] },
  { key: 'fax', label: 'Télécopie', fields: ['fax'] },
  { key: 'email', label: 'Adresse électronique', fields: ['email'] },
  { key: 'website', label: 'Site internet', fields: ['website'] },
  { key: 'hours', label: 'Horaires', fields: ['hours'] },
  { key: 'languages', label: 'Langues parlées', fields: ['languages'] },
  { key: 'accessibility', label: 'Accessibilité', fields: ['accessibility', 'accessibilityNote'] },
  { key: 'dates', label: 'Ouverture et fermeture', fields: ['openedOn', 'closedOn'] },
  { key: 'territory', label: 'Territoire', fields: ['territoryId'] },
  { key: 'owner', label: 'Qui répond de la fiche', fields: ['owner'] },
  { key: 'notes', label: 'Notes de l’équipe', fields: ['notes'] },
]

export type Side = 'first' | 'second'
export const SIDES = ['first', 'second'] as const

/** What one side says: its values and where they come from. */
type Said<Row> = Row & { provenance: Provenance }

export type GroupState = 'same' | 'one-blank' | 'different'

/** Whether somebody must choose: when both say something, and not the same. */
export function compareGroup<Row extends { provenance: Provenance }>(
  { fields }: FieldGroup<Row>,
  first: Said<Row>,
  second: Said<Row>,
): GroupState {
  if (fields.every((field) => sameValue(first[field], second[field]))) return 'same'
  return isBlank(fields, first) || isBlank(fields, second) ? 'one-blank' : 'different'
}

/**
 * Which side to keep unless somebody says otherwise: the one that says something, then the word of a person over a file,
 * then the later one, then the record that is kept.
 */
export function preferredSide<Row extends { provenance: Provenance }>(
  { fields }: FieldGroup<Row>,
  first: Said<Row>,
  second: Said<Row>,
  kept: Side,
): Side {
  const blank = [isBlank(fields, first), isBlank(fields, second)]
  if (blank[0] !== blank[1]) return blank[0] ? 'second' : 'first'
  const local = [first, second].map(({ provenance }) => fields.some((field) => isLocal(provenance, field)))
  if (local[0] !== local[1]) return local[0] ? 'first' : 'second'
  const [one, other] = [first, second].map(({ provenance }) => latestDay(fields, provenance))
  if (one !== other && one !== undefined && other !== undefined) return one > other ? 'first' : 'second'
  return kept
}

/** Which record goes on living: the one that an account, a national number or more places hold on to. */
export function preferredRecord(first: Holds, second: Holds): Side {
  for (const weight of ['hasAccount', 'hasNumber', 'parts', 'revision'] as const) {
    const difference = Number(first[weight]) - Number(second[weight])
    if (difference !== 0) return difference > 0 ? 'first' : 'second'
  }
  return 'first'
}

export type Holds = { hasAccount: boolean; hasNumber: boolean; parts: number; revision: number }

export function isBlank<Row>(fields: readonly (keyof Row & string)[], row: Row): boolean {
  return fields.every((field) => {
    const value = row[field]
    return value === null || value === '' || (Array.isArray(value) && value.length === 0)
  })
}

function latestDay(fields: readonly string[], provenance: Provenance): string {
  return fields.reduce((latest, field) => {
    const on = provenance[field]?.on ?? ''
    return on > latest ? on : latest
  }, '')
}

function sameValue(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
