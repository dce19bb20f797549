import type { CsvDocument, CsvValue } from '../../web/csv.js'
import { formatDate } from '../../web/dates.js'
import { categoryLabel, legalStatusLabel, professionLabel } from '../directory/card-labels.js'
import { SECTOR_LABELS } from './activity-sectors.js'
import type { Counters } from './counters.js'
import { MODE_LABELS, type Spread } from './member-counts.js'
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
      ['Documents', DOCUMENTS_READING],
    ],
    columns: [
      'Compteur',
      'Profession',
      'Secteur d’activité',
      'Mode d’exercice',
      'Catégorie',
      'Statut',
      'Territoire',
      'Document',
      'Année',
      'Valeur',
    ],
    rows: [...memberRows(counters), ...structureRows(counters), ...documentRows(counters)],
  }
}

export const READING =
  'Une personne qui exerce dans deux territoires compte dans chacun, et une fois dans l’ensemble.'

/** What is counted as a document; the contract asks for directories made or updated, not for downloads. */
export const DOCUMENTS_READING =
  'Un document est un format, un public et un choix de fiches. Il compte une fois dans l’année où il est produit, et une fois chaque année où son contenu a changé. « Éditions mises à jour » : nouvelles éditions dont le contenu a changé. Une réimpression à l’identique, un export CSV ou un carnet d’adresses ne comptent pas. Pour les éditions d’avant décembre 2026, le changement se lit au nombre de fiches.'

function memberRows({ members, territories, today }: Counters): CsvValue[][] {
  return (members?.counts ?? []).flatMap(({ professionCode, sector, mode, ...spread }) => {
    const who = [professionWords(professionCode, today), SECTOR_LABELS[sector], MODE_LABELS[mode], null, null]
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
  return (structures?.counts ?? []).flatMap(({ category, legalStatus, ...spread }) =>
    spreadRows(spread, territories).map(([place, value]) => [
      'Structures adhérentes',
      null,
      null,
      null,
      categoryLabel(category),
      statusWords(legalStatus),
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
  return documents.flatMap(({ kind, documents, made, renewed }) =>
    (
      [
        ['Documents produits ou mis à jour', documents],
        ['dont documents nouveaux', made],
        ['Éditions mises à jour', renewed],
      ] as const
    ).map(([counter, value]) => [counter, null, null, null, null, null, null, KIND_WORDS[kind], year, value]),
  )
}

/** A status in words; said when nobody told it. */
export function statusWords(status: string | null): string {
  return status === null ? 'Non renseigné' : legalStatusLabel(status)
}

/** A profession in words; said when nobody told it. */
export function professionWords(code: string | null, day: string): string {
  return code === null ? 'Profession non renseignée' : professionLabel(code, day)
}
