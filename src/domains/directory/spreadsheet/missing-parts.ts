import { readWithDoubt, refuse, type Verdict } from '../national/verdict.js'
import type { EntryLine, SheetEntry } from './entries.js'
import type { EntryField } from './entry-fields.js'

type Headers = Partial<Record<EntryField, string>>

/** What a line says of a person it does not name, by the header of the cell: nobody goes without a word. */
export function saidOfNobody(entry: SheetEntry, headers: Headers): [header: string, Verdict<object>][] {
  if (entry.lastName !== null) return []
  const header = headers.firstName ?? headers.rppsNumber ?? headers.title
  if (header !== undefined) return [[header, refuse(NAMELESS)]]
  if (entry.structureName === null) return []
  return [headers.profession, headers.role]
    .filter((one) => one !== undefined)
    .map((one) => [one, readWithDoubt({}, OF_NOBODY)])
}

const NAMELESS =
  'La ligne parle d’une personne sans donner son nom : écrivez-le, ou videz cette case si la ligne est celle d’une structure.'
const OF_NOBODY =
  'Cette case n’est pas gardée : la ligne n’a pas de nom de personne. Écrivez-le si elle parle de quelqu’un.'

/** What says where somebody works. */
const PLACE = ['structureName', 'finessNumber', 'address', 'postcode', 'commune'] as const

/** True for a line that says where. */
export function isPlaced({ entry }: EntryLine): boolean {
  return entry !== null && PLACE.some((field) => entry[field] !== null)
}

/** A person of no place below a line that has one: cells that were merged are blank in a CSV file. */
export function doubtedPlace(line: EntryLine, placed: number): EntryLine {
  const reason = `Ni structure, ni adresse, ni commune sur cette ligne : si ces cases étaient fusionnées avec celles de la ligne ${placed}, recopiez-les ; sinon la personne n’aura pas de lieu.`
  return { ...line, warnings: [...line.warnings, { line: line.line, column: null, reason }] }
}
