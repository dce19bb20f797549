import { personName } from '../directory/cards.js'
import { labelOn } from '../directory/national/nomenclature.js'
import { PROFESSIONS } from '../directory/national/professions.js'
import type { Fields } from './records.js'

/** What a person is called in a comparison: as the directory has her, else as the file does. */
export function personLabel(fields: Fields, known: Fields = NOTHING): string {
  const said = (field: string) => text(known[field]) ?? text(fields[field])
  const name = personName({ lastName: said('lastName') ?? '', firstName: said('firstName') })
  const code = said('professionCode')
  const profession = code === null ? said('professionWords') : labelOn(PROFESSIONS, code, '9999-12-31')
  return profession === null ? name : `${name}, ${profession.toLocaleLowerCase('fr')}`
}

/** What a structure is called in a comparison. */
export function structureLabel(fields: Fields, known: Fields = NOTHING): string {
  const said = (field: string) => text(known[field]) ?? text(fields[field])
  const commune = said('communeName')
  const name = said('name') ?? ''
  return commune === null ? name : `${name}, ${commune}`
}

const NOTHING: Fields = {}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
