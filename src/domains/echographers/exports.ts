import { audit } from '../../audit/audit.js'
import { type Ctx, inTransaction } from '../../context.js'
import { type CsvDocument, csvCode, csvDate } from '../../web/csv.js'
import { formatDate } from '../../web/dates.js'
import { currentNetwork } from '../networks/service.js'
import { type Echographer, identifiersForExport } from './listing.js'
import { STATE_LABELS } from './rules.js'
import { todayOf } from './service.js'

/** Whom a list is for: laboratories need those in use, the federation all of them with their history of dates. */
export type Recipient = 'laboratories' | 'federation'

type Exported = { fileName: string; document: CsvDocument }

/** The list of identifiers for whoever receives it, with its date and its network; leaves a trace. */
export async function exportIdentifiers(ctx: Ctx, recipient: Recipient): Promise<Exported> {
  return inTransaction(ctx, async (ctx) => {
    const network = await currentNetwork(ctx)
    const today = await todayOf(ctx)
    const rows = await identifiersForExport(ctx, recipient === 'laboratories' ? 'in-use' : 'all')
    await audit(ctx, 'echographer.export', { details: { format: recipient, entries: rows.length } })
    const list = recipient === 'laboratories' ? forLaboratories(rows) : forFederation(rows)
    return {
      fileName: `echographistes-${recipient === 'laboratories' ? 'laboratoires' : 'federation'}-${today}.csv`,
      document: {
        preamble: [
          ['Liste', list.title],
          ['Réseau', network.name],
          ['Région', network.regionName],
          ['À la date du', formatDate(today)],
          ['Identifiants', String(rows.length)],
        ],
        columns: list.columns,
        rows: list.rows,
      },
    }
  })
}

type Row = Echographer & { places: string[] }

function forLaboratories(rows: readonly Row[]) {
  return {
    title: 'Identifiants en cours des échographistes du dépistage de la trisomie 21',
    columns: ['Identifiant', 'Nom', 'Prénom', 'N° RPPS', 'Lieux d’exercice', 'Valable jusqu’au'],
    rows: rows.map((row) => [
      csvCode(row.identifier),
      row.lastName,
      row.firstName ?? '',
      row.rppsNumber === null ? null : csvCode(row.rppsNumber),
      row.places.join(' ; '),
      row.validUntil === null ? null : csvDate(row.validUntil),
    ]),
  }
}

function forFederation(rows: readonly Row[]) {
  return {
    title: 'Identifiants des échographistes, en cours et passés',
    columns: [
      'Identifiant',
      'Nom',
      'Prénom',
      'N° RPPS',
      'Lieux d’exercice',
      'État',
      'Attribué le',
      'Valable jusqu’au',
      'Suspendu le',
      'Cessé le',
    ],
    rows: rows.map((row) => [
      csvCode(row.identifier),
      row.lastName,
      row.firstName ?? '',
      row.rppsNumber === null ? null : csvCode(row.rppsNumber),
      row.places.join(' ; '),
      STATE_LABELS[row.state],
      csvDate(row.attributedOn),
      row.validUntil === null ? null : csvDate(row.validUntil),
      row.suspendedOn === null ? null : csvDate(row.suspendedOn),
      row.ceasedOn === null ? null : csvDate(row.ceasedOn),
    ]),
  }
}
