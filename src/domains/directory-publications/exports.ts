import type { Ctx } from '../../context.js'
import { inTransaction } from '../../context.js'
import type { CsvDocument } from '../../web/csv.js'
import { civilDate } from '../../web/dates.js'
import { type ContactCard, vcards } from '../../web/vcard.js'
import type { DirectoryCard } from '../directory/cards.js'
import { currentNetwork } from '../networks/service.js'
import { contactOf } from './card-contact.js'
import { readCards } from './card-list.js'
import { cardTable } from './card-table.js'
import { filterWords } from './filter-words.js'
import { preambleOf } from './preamble.js'
import { type Asked, publish } from './publishing.js'
import { listTerritoryNames } from './territories.js'

type Choice = Omit<Asked, 'kind'>

/** The records of a choice as a table, given at once; its making is recorded. Throws as `publish`. */
export async function exportTable(ctx: Ctx, choice: Choice): Promise<CsvDocument> {
  await publish(ctx, { kind: 'csv', ...choice })
  const { network, today, territories } = await sceneOf(ctx)
  const cards = await readCards(ctx, { network, ...choice })
  const preamble = preambleOf(cards, {
    title: 'Annuaire de la périnatalité',
    networkName: network.name,
    audience: choice.audience,
    filters: filterWords(choice.filter, { territories, day: today, regionCode: network.regionCode }),
    today,
  })
  const names = new Map(territories.map(({ id, name }) => [id, name]))
  return cardTable(preamble, cards, { day: today, territories: names })
}

/** The records of a choice for an address book, one after the other. Throws as `publish`. */
export async function exportContacts(ctx: Ctx, choice: Choice): Promise<Iterable<string>> {
  await publish(ctx, { kind: 'vcf', ...choice })
  const { network, today } = await sceneOf(ctx)
  const cards = await readCards(ctx, { network, ...choice })
  return vcards(contactsOf(cards, today))
}

function* contactsOf(cards: readonly DirectoryCard[], today: string): Generator<ContactCard> {
  for (const card of cards) yield contactOf(card, today)
}

async function sceneOf(ctx: Ctx) {
  return inTransaction(ctx, async (ctx) => {
    const network = await currentNetwork(ctx)
    const territories = await listTerritoryNames(ctx, network.id)
    return { network, territories, today: civilDate(ctx.now, network.timeZone) }
  })
}
