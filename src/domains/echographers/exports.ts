import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { currentNetwork } from '../networks/service.js'
import { type Echographer, identifiersForExport } from './listing.js'
import { todayOf } from './service.js'

/** Whom a list is for: laboratories need those in use, the federation all of them with their history of dates. */
export type Recipient = 'laboratories' | 'federation'

export type ListedIdentifier = Echographer & { places: string[] }

export type IdentifierList = {
  recipient: Recipient
  networkName: string
  regionName: string
  /** Civil date of the list. */
  on: string
  identifiers: ListedIdentifier[]
}

/** The list of identifiers for whoever receives it, with its date and its network; leaves a trace. */
export async function exportIdentifiers(ctx: Ctx, recipient: Recipient): Promise<IdentifierList> {
  return inTransaction(ctx, async (ctx) => {
    const { name, regionName } = await currentNetwork(ctx)
    const identifiers = await identifiersForExport(ctx, recipient === 'laboratories' ? 'in-use' : 'all')
    await audit(ctx, 'echographer.export', { details: { format: recipient, entries: identifiers.length } })
    return { recipient, networkName: name, regionName, on: await todayOf(ctx), identifiers }
  })
}
