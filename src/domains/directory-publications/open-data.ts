import { type Ctx, inTransaction } from '../../context.js'
import type { CsvDocument } from '../../web/csv.js'
import { civilDate } from '../../web/dates.js'
import type { DirectoryCard } from '../directory/cards.js'
import type { PublicNetwork } from '../networks/public-networks.js'
import { sourcesWords } from './booklet.js'
import { countCards, readCards } from './card-list.js'
import { openColumns, openTable } from './card-table.js'
import { listTerritoryNames } from './territories.js'

/** The licence of the national files, which ask that what is drawn from them be cited. */
export const LICENCE = {
  name: 'Licence Ouverte 2.0 (Etalab)',
  url: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
}

/** The records anybody may know: those of people who agreed to it, and of structures open to all. */
export type OpenData = {
  network: PublicNetwork
  /** Civil date they are given on. */
  today: string
  cards: DirectoryCard[]
  territories: ReadonlyMap<string, string>
}

/** The public edition of the directory of a network, whoever asks. */
export async function readOpenData(ctx: Ctx, network: PublicNetwork): Promise<OpenData> {
  const cards = await readCards(ctx, { network, audience: 'public', filter: {} })
  const territories = await inTransaction(ctx, (ctx) => listTerritoryNames(ctx, network.id))
  return {
    network,
    today: civilDate(ctx.now, network.timeZone),
    cards,
    territories: new Map(territories.map(({ id, name }) => [id, name])),
  }
}

/** How many records the open data hold. */
export function countOpenData(ctx: Ctx, network: PublicNetwork): Promise<number> {
  return countCards(ctx, { network, audience: 'public', filter: {} })
}

/** As a table: its date and its licence are on each line, so that no line loses them. */
export function openDataTable({ cards, today, territories }: OpenData): CsvDocument {
  const { columns, rows, preamble } = openTable(cards, { day: today, territories })
  const last = [today, LICENCE.name]
  return {
    preamble,
    columns: [...columns, ...OWN_COLUMNS.map(({ label }) => label)],
    rows: (function* () {
      for (const row of rows) yield [...row, ...last]
    })(),
  }
}

const OWN_COLUMNS = [
  { label: 'Date de l’export', description: 'Jour où ces données ont été produites (AAAA-MM-JJ).' },
  { label: 'Licence', description: 'Licence sous laquelle elles sont données.' },
]

/** What each column holds, in their order. */
export function describedColumns(): { label: string; description: string }[] {
  return [...openColumns(), ...OWN_COLUMNS]
}

/** As JSON, by parts: date, licence, sources and the meaning of each column, then one card a line, as the API gives it. */
export function* openDataJson({ network, today, cards }: OpenData): Generator<string> {
  const head = {
    title: `Annuaire de la périnatalité, ${network.regionName}`,
    publisher: network.name,
    date: today,
    licence: LICENCE,
    sources: sourcesWords(cards),
    columns: describedColumns(),
    count: cards.length,
  }
  yield `${JSON.stringify(head).slice(0, -1)},"records":[`
  for (const [index, card] of cards.entries()) {
    // Whether somebody belongs to the network is no open datum: the card of the public does not say it.
    const { membership: _, ...open } = card
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(open)}`
  }
  yield '\n]}\n'
}
