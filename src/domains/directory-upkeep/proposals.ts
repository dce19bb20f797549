import type { PersonRow, StructureRow } from '../directory/records.js'

/** What an owner may propose, with the words of each; anything else in a row is not hers to say. */
export const PROPOSED_FIELDS = {
  lastName: 'Nom',
  firstName: 'Prénom',
  name: 'Nom de la structure',
  street: 'Adresse',
  postcode: 'Code postal',
  communeName: 'Commune',
  website: 'Site internet',
} as const
export type ProposedField = keyof typeof PROPOSED_FIELDS

/** Field → value, as it was kept. */
type Kept = Readonly<Record<string, unknown>>

export function personPatch(proposal: Kept): Partial<PersonRow> {
  const lastName = textOf(proposal, 'lastName')
  return {
    ...(lastName && { lastName }),
    ...nullable(proposal, 'firstName'),
    ...nullable(proposal, 'website'),
  }
}

/** Moved, a structure is no longer where its code and its point on the map say. */
export function structurePatch(proposal: Kept): Partial<StructureRow> {
  const name = textOf(proposal, 'name')
  const patch = {
    ...(name && { name }),
    ...nullable(proposal, 'street'),
    ...nullable(proposal, 'postcode'),
    ...nullable(proposal, 'communeName'),
    ...nullable(proposal, 'website'),
  }
  const changesTown = 'postcode' in patch || 'communeName' in patch
  const moves = 'street' in patch || changesTown
  return {
    ...patch,
    ...(changesTown && { communeCode: null }),
    ...(moves && { latitude: null, longitude: null, positionSource: null }),
  }
}

/** The proposals of a report, in words: what each field would become. */
export function proposedWords(
  proposal: Kept | null,
): { field: ProposedField; label: string; value: string | null }[] {
  const fields = Object.keys(PROPOSED_FIELDS) as ProposedField[]
  return fields.flatMap((field) => {
    const value = textOf(proposal ?? {}, field)
    return value === undefined ? [] : [{ field, label: PROPOSED_FIELDS[field], value }]
  })
}

function textOf(proposal: Kept, field: ProposedField): string | null | undefined {
  const value = proposal[field]
  return typeof value === 'string' || value === null ? value : undefined
}

function nullable<Field extends ProposedField>(
  proposal: Kept,
  field: Field,
): { [Name in Field]?: string | null } {
  const value = textOf(proposal, field)
  const patch: { [Name in Field]?: string | null } = {}
  if (value !== undefined) patch[field] = value
  return patch
}
