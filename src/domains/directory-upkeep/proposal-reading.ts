import { AppError } from '../../errors/app-error.js'
import type { FieldErrors } from '../../web/forms.js'
import { MOST_PARTS } from './correction-schemas.js'
import { type ProposedValues, proposedValues } from './proposal-schemas.js'
import type { ProposableField, Proposal } from './proposals.js'

const UNSEEN =
  'Vous proposez une valeur pour un champ que cette fiche ne vous montre pas : dites-le plutôt ici, en une phrase.'
const NEEDED: Readonly<Record<string, string>> = {
  lastName: 'Indiquez le nom.',
  name: 'Indiquez le nom de la structure.',
}

/**
 * What a reader proposes of the fields she sees: a blank one says nothing, nor does one that says what the record does.
 * Throws `request.invalid`, also for a field that is not among them, whether it is hidden from her or is nowhere.
 */
export function readProposal(typed: ProposedValues, fields: readonly ProposableField[]): Proposal {
  const said = saidOf(typed, fields)
  const known = new Set(said.map(({ name }) => name))
  const strays = Object.keys(proposedValues).filter(
    (name) => !name.endsWith('Id') && typeof typed[name] === 'string' && !known.has(name),
  )
  if (strays.length > 0) throw new AppError('request.invalid', {}, { fields: { message: UNSEEN } })
  const values = readValues(said.filter(({ value }) => value !== null))
  return Object.fromEntries(
    values.flatMap(({ field, value }) => (value === field.value ? [] : [[field.key, value]])),
  )
}

/** A value that is to be written in a field of a record. */
export type ChosenValue = { field: ProposableField; value: string | null }

/**
 * What a moderator lets in: the fields ticked by their name in the form, as she leaves them; a blank one is cleared.
 * Throws `request.invalid`.
 */
export function readChosen(
  typed: ProposedValues,
  ticked: readonly string[],
  fields: readonly ProposableField[],
): ChosenValue[] {
  return readValues(saidOf(typed, fields).filter(({ name }) => ticked.includes(name)))
}

type Said = { field: ProposableField; name: string; value: string | null }

function saidOf(typed: ProposedValues, fields: readonly ProposableField[]): Said[] {
  return fields.flatMap((field) => {
    const name = nameIn(typed, field)
    const value = name === null ? undefined : typed[name]
    return name !== null && (typeof value === 'string' || value === null) ? [{ field, name, value }] : []
  })
}

/** A place or an offer is known by its identifier: its number is that of the page that was shown. */
function nameIn(typed: ProposedValues, { name, of }: ProposableField): string | null {
  if (of.kind === 'record') return name
  const prefix = of.kind === 'situation' ? 'place' : 'offer'
  const parts = Array.from({ length: MOST_PARTS }, (_, index) => `${prefix}${index}`)
  const part = parts.find((one) => typed[`${one}Id`] === of.id)
  return part === undefined ? null : name.replace(/^[a-z]+\d/, part)
}

/** What is never cleared, which the schema does not know. */
function readValues(said: readonly Said[]): ChosenValue[] {
  const errors: FieldErrors = {}
  const values = said.map(({ field, name, value }) => {
    const missing = NEEDED[field.of.column]
    if (value === null && missing !== undefined) errors[name] = missing
    return { field, value }
  })
  if (Object.keys(errors).length > 0) throw new AppError('request.invalid', {}, { fields: errors })
  return values
}
