import type { CsvDocument, CsvValue } from '../../web/csv.js'
import { formatDate } from '../../web/dates.js'
import { categoryLabel, professionLabel } from '../directory/card-labels.js'
import type { Counters } from './counters.js'
import { SECTOR_LABELS, type Spread } from './member-counts.js'
import type { TerritoryName } from './territories.js'
import { KIND_WORDS } from './words.js'

/** The counters one a line; what is not known has no line, what is counted and is nobody has a zero. */
export function countersTable(counters: Counters, networkName: string): CsvDocument {
  return {
    preamble: [
      ['Titre', 'Compteurs de l’annuaire'],
      ['Réseau', networkName],
      ['Date', formatDate(counters.today)],
      ['Lecture', READING],
    ],
    columns: ['Compteur', 'Profession', 'Secteur', 'Catégorie', 'Territoire', 'Document', 'Année', 'Valeur'],
    rows: [...memberRows(counters), ...structureRows(counters), ...documentRows(counters)],
  }
}

export const READING =
  'Une personne qui exerce dans deux territoires compte dans chacun, et une fois dans l’ensemble. « Mis à jour » : nouvelle édition d’un document déjà produit pour le même public et le même choix.'

function memberRows({ members, territories, today }: Counters): CsvValue[][] {
  return (members?.counts ?? []).flatMap(({ professionCode, sector, ...spread }) => {
    const who = [professionWords(professionCode, today), SECTOR_LABELS[sector], null]
    return spreadRows(spread, territories).map(([place, value]) => [
      'Adhérents',
      ...who,
      place,
      null,
      null,
      value,
    ])
  })
}

function structureRows({ structures, territories }: Counters): CsvValue[][] {
  return (structures?.counts ?? []).flatMap(({ category, ...spread }) =>
    spreadRows(spread, territories).map(([place, value]) => [
      'Structures adhérentes',
      null,
      null,
      categoryLabel(category),
      place,
      null,
      null,
      value,
    ]),
  )
}

function spreadRows(
  { byTerritory, elsewhere, total }: Spread,
  territories: readonly TerritoryName[],
): [place: string, value: number][] {
  return [
    ...territories.map(({ id, name }): [string, number] => [name, byTerritory.get(id) ?? 0]),
    ['Sans territoire précisé', elsewhere],
    ['Ensemble du réseau', total],
  ]
}

function documentRows({ documents, year }: Counters): CsvValue[][] {
  return documents.flatMap(({ kind, made, renewed }) =>
    (
      [
        ['Documents produits', made],
        ['Documents mis à jour', renewed],
      ] as const
    ).map(([counter, value]) => [counter, null, null, null, null, KIND_WORDS[kind], year, value]),
  )
}

/** A profession in words; said when nobody told it. */
export function professionWords(code: string | null, day: string): string {
  return code === null ? 'Profession non renseignée' : professionLabel(code, day)
}
