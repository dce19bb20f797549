import { randomBytes } from 'node:crypto'
import { inTransaction } from '../../src/context.js'
import {
  directoryDeadAddresses,
  directoryDuplicates,
  directoryMerges,
  directoryReports,
  directoryReviews,
} from '../../src/domains/directory-upkeep/tables.js'
import {
  echographerDocuments,
  echographerEvents,
  echographerIdentifiers,
  echographerSettings,
} from '../../src/domains/echographers/tables.js'
import { type Db, type EstablishmentRow, type NetworkRow, systemCtx } from './builders.js'
import { aRecord, type DirectoryWorld } from './directory-world.js'
import { PDF_CONTENT, STORED } from './documents.js'
import { NOW } from './now.js'

/** A row of this network’s people, and one of their neighbour’s territory. */
type Both = { own: string; neighbour: string }

export type UpkeepWorld = {
  reports: Both
  /** Suspected pairs, still to be decided. */
  duplicates: Both
  /** A question asked about a record. */
  reviewId: string
  identifierId: string
  /** What it was given on. */
  documentId: string
  /** Somebody who has no identifier. */
  candidateId: string
}

type Sites = { network: NetworkRow; site: EstablishmentRow; neighbour: EstablishmentRow }

/** Every table of the upkeep of the directory and of the echographers with a row. */
export async function furnishUpkeep(
  db: Db,
  { network, site, neighbour }: Sites,
  { people, structures }: DirectoryWorld,
): Promise<UpkeepWorld> {
  // Two numbers would be two people.
  const twin = (place: string, { territoryId }: EstablishmentRow) =>
    aRecord(db, network, { place, territoryId, hasNumber: false })
  const twins = {
    own: (await twin(structures.own.id, site)).id,
    neighbour: (await twin(structures.neighbour.id, neighbour)).id,
  }
  await aDeadAddress(db, network)
  await numberingRules(db, network)
  return {
    reports: {
      own: await aReport(db, network, people.own.id),
      neighbour: await aReport(db, network, people.neighbour.id),
    },
    duplicates: {
      own: await aDuplicate(db, network, [people.own.id, twins.own]),
      neighbour: await aDuplicate(db, network, [people.neighbour.id, twins.neighbour]),
    },
    reviewId: await aReview(db, network, people.own.id),
    ...(await anIdentifier(db, network, twins.own)),
    candidateId: people.own.id,
  }
}

let serial = 0

/** A pair to be decided, an identifier in use and somebody who has none, in the place of those a test has used up. */
export async function renewUpkeep(
  db: Db,
  { network, site, directory, upkeep }: Pick<Sites, 'network' | 'site'> & RenewedUpkeep,
): Promise<void> {
  const record = async (hasNumber: boolean) => {
    const place = { place: directory.structures.own.id, territoryId: site.territoryId }
    return (await aRecord(db, network, { ...place, hasNumber })).id
  }
  const [first, second] = [await record(true), await record(false)]
  upkeep.duplicates.own = await aDuplicate(db, network, [first, second])
  Object.assign(upkeep, await anIdentifier(db, network, await record(true)))
  upkeep.candidateId = second
}

type RenewedUpkeep = { directory: DirectoryWorld; upkeep: UpkeepWorld }

async function aReview(db: Db, network: NetworkRow, subjectId: string): Promise<string> {
  const [row] = await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db
      .insert(directoryReviews)
      .values({
        networkId: network.id,
        subjectKind: 'person',
        subjectId,
        email: 'ancienne@exemple.test',
        askedBy: 'wave',
        askedAt: NOW,
        lastAskedAt: NOW,
        expiresAt: NOW,
        closedAt: NOW,
      })
      .returning({ id: directoryReviews.id }),
  )
  return row!.id
}

async function aDeadAddress(db: Db, network: NetworkRow): Promise<void> {
  await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.insert(directoryDeadAddresses).values({
      networkId: network.id,
      email: 'muette@exemple.test',
      notedAt: NOW,
      notedBy: 'Personne qui note',
    }),
  )
}

function aReport(db: Db, network: NetworkRow, subjectId: string): Promise<string> {
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [row] = await db
      .insert(directoryReports)
      .values({
        networkId: network.id,
        subjectKind: 'person',
        subjectId,
        origin: 'reader',
        motive: 'other',
        message: 'Message de lecture',
        reporterName: 'Personne qui lit',
        reporterEmail: 'lectrice@exemple.test',
        receivedAt: NOW,
      })
      .returning({ id: directoryReports.id })
    return row!.id
  })
}

function aDuplicate(db: Db, network: NetworkRow, pair: [string, string]): Promise<string> {
  const [firstId, secondId] = pair.sort()
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [row] = await db
      .insert(directoryDuplicates)
      .values({
        networkId: network.id,
        subjectKind: 'person',
        firstId: firstId!,
        secondId: secondId!,
        reasons: ['same-name'],
        score: 70,
        foundAt: NOW,
      })
      .returning({ id: directoryDuplicates.id })
    await db.insert(directoryMerges).values({
      networkId: network.id,
      duplicateId: row!.id,
      subjectKind: 'person',
      keptId: firstId!,
      archivedId: secondId!,
      mergedAt: NOW,
      mergedBy: 'Personne qui réunit',
      fields: { before: {}, after: {}, provenance: {} },
      moved: [],
      undoneAt: NOW,
      undoneBy: 'Personne qui défait',
    })
    return row!.id
  })
}

type Identified = Pick<UpkeepWorld, 'identifierId' | 'documentId'>

/** An identifier and the document it was given on, whose content `storeContents` puts on disk. */
function anIdentifier(db: Db, network: NetworkRow, personId: string): Promise<Identified> {
  serial += 1
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [row] = await db
      .insert(echographerIdentifiers)
      .values({
        networkId: network.id,
        personId,
        identifier: `EC-${String(serial).padStart(4, '0')}`,
        attributedOn: '2025-01-01',
        evidence: 'Diplôme de l’essai',
        updatedAt: NOW,
        updatedBy: 'Personne qui attribue',
      })
      .returning({ id: echographerIdentifiers.id })
    const [event] = await db
      .insert(echographerEvents)
      .values({
        networkId: network.id,
        identifierId: row!.id,
        kind: 'attributed',
        on: '2025-01-01',
        note: 'Note de l’attribution',
        at: NOW,
        by: 'Personne qui attribue',
      })
      .returning({ id: echographerEvents.id })
    const of = { networkId: network.id, identifierId: row!.id, eventId: event!.id }
    return { identifierId: row!.id, documentId: await aDocumentOf(db, of) }
  })
}

type DocumentOf = { networkId: string; identifierId: string; eventId: string }

/** A document that came with an act of an identifier. */
export async function aDocumentOf(
  db: Db,
  of: DocumentOf,
  fields: Partial<typeof echographerDocuments.$inferInsert> = {},
): Promise<string> {
  const [row] = await db
    .insert(echographerDocuments)
    .values({
      ...of,
      name: 'diplôme.pdf',
      mediaType: 'application/pdf',
      bytes: PDF_CONTENT.length,
      contentHash: randomBytes(32).toString('hex'),
      stored: STORED,
      uploadedAt: NOW,
      uploadedBy: 'Personne qui joint',
      ...fields,
    })
    .returning({ id: echographerDocuments.id })
  return row!.id
}

async function numberingRules(db: Db, network: NetworkRow): Promise<void> {
  await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.insert(echographerSettings).values({
      networkId: network.id,
      patternWords: 'Comme il vous plaira',
      source: 'Décision de l’essai',
      updatedAt: NOW,
      updatedBy: 'Personne qui règle',
    }),
  )
}
