import type { CsvDocument, CsvValue } from '../../web/csv.js'
import { formatDate } from '../../web/dates.js'
import { professionLabel } from '../directory/card-labels.js'
import type { Counters } from './counters.js'
import { SECTOR_LABELS } from './member-counts.js'
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
    columns: ['Compteur', 'Profession', 'Secteur', 'Territoire', 'Document', 'Année', 'Valeur'],
    rows: [...memberRows(counters), ...documentRows(counters)],
  }
}

export const READING =
  'Une personne qui exerce dans deux territoires compte dans chacun, et une fois dans l’ensemble. « Mis à jour » : nouvelle édition d’un document déjà produit pour le même public et le même choix.'

function memberRows({ members, territories, today }: Counters): CsvValue[][] {
  return (members?.counts ?? []).flatMap(({ professionCode, sector, byTerritory, elsewhere, total }) => {
    const who = [professionWords(professionCode, today), SECTOR_LABELS[sector]]
    const line = (place: string, value: number) => ['Adhérents', ...who, place, null, null, value]
    return [
      ...territories.map(({ id, name }) => line(name, byTerritory.get(id) ?? 0)),
      line('Sans territoire précisé', elsewhere),
      line('Ensemble du réseau', total),
    ]
  })
}

function documentRows({ documents, year }: Counters): CsvValue[][] {
  return documents.flatMap(({ kind, made, renewed }) => [
    ['Documents produits', null, null, null, KIND_WORDS[kind], year, made],
    ['Documents mis à jour', null, null, null, KIND_WORDS[kind], year, renewed],
  ])
}

/** A profession in words; said when nobody told it. */
export function professionWords(code: string | null, day: string): string {
  return code === null ? 'Profession non renseignée' : professionLabel(code, day)
}
