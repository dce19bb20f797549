import { foldHeader } from '../national/header.js'
import { foldText } from '../national/plain-text.js'
import type { Sheet, SheetRow } from './sheet.js'

/** What to do with a table the directory made itself, instead of sending it back. */
export const OWN_EXPORT_REFUSED =
  'C’est un tableau que l’annuaire a lui-même exporté, où personnes et structures se suivent et où une case réunit plusieurs lieux : relu, il ferait des fiches en double. Pour corriger une fiche, modifiez-la dans l’annuaire. Pour en corriger beaucoup, envoyez un tableau sans les colonnes « Type » et « Identifiant de la fiche », avec une ligne par personne et par lieu, et seulement les colonnes utiles : Nom, Prénom, N° RPPS, Structure, Commune, et celles à corriger. La ligne d’une structure n’a ni nom ni prénom : son nom va dans la colonne « Structure ».'

const IDENTIFIER = foldHeader('Identifiant de la fiche')
const TYPE = foldHeader('Type')
const TYPES = new Set(['personne', 'structure'])
/** Its title, its date and its sources come before the header. */
const LINES_BEFORE_HEADER = 30
const VALUES_LOOKED_AT = 50

/**
 * Whether a table is an export of a directory, whole or with columns taken away: it has the identifier of records, or
 * says of each line that it is a person or a structure.
 */
export function isOwnExport({ rows }: Pick<Sheet, 'rows'>): boolean {
  return rows.slice(0, LINES_BEFORE_HEADER).some(({ cells }, at) => {
    const headers = cells.map(({ text }) => foldHeader(text))
    return headers.includes(IDENTIFIER) || isTyped(rows.slice(at + 1), headers.indexOf(TYPE))
  })
}

function isTyped(rows: readonly SheetRow[], column: number): boolean {
  if (column < 0) return false
  const values = rows
    .slice(0, VALUES_LOOKED_AT)
    .map(({ cells }) => foldText(cells[column]?.text ?? ''))
    .filter((value) => value !== '')
  return values.length > 0 && values.every((value) => TYPES.has(value))
}
