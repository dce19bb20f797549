import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import {
  directoryConsents,
  directoryMemberships,
  directorySettings,
} from '../../src/domains/directory/tables.js'
import {
  insertOffers,
  insertPeople,
  insertSituations,
  insertStructures,
} from '../../src/domains/directory/writing.js'
import { directoryPublications } from '../../src/domains/directory-publications/tables.js'
import { directoryBulkActs, directoryRecordRequests } from '../../src/domains/directory-records/tables.js'
import { type Db, type EstablishmentRow, type NetworkRow, systemCtx } from './builders.js'
import { NOW } from './now.js'

const WRITER: Writer = { source: 'team', on: '2026-11-20', by: 'Personne de la coordination' }

/** A record of the directory with its place and its offer. */
export type DirectoryRow = { id: string; situationId: string; offerId: string; consentScope: string }
/** A structure of the directory with its offer. */
export type DirectoryPlace = { id: string; offerId: string }

export type DirectoryWorld = {
  /** In the territory and the establishment of this network’s people, and in those of its neighbour. */
  people: { own: DirectoryRow; neighbour: DirectoryRow }
  structures: { own: DirectoryPlace; neighbour: DirectoryPlace }
  /** A booklet for everybody. */
  publicationId: string
  /** Somebody who asks for her record. */
  requestId: string
  /** An act on many records, in force. */
  bulkActId: string
  /** The record of each account that has one, by user. */
  ofUser: Map<string, DirectoryRow>
}

type Sites = { network: NetworkRow; site: EstablishmentRow; neighbour: EstablishmentRow }

/** A directory where every table has a row. */
export async function furnishDirectory(
  db: Db,
  { network, site, neighbour }: Sites,
  { owners, asker }: { owners: readonly string[]; asker: string },
): Promise<DirectoryWorld> {
  const structures = {
    own: await aPlace(db, network, site),
    neighbour: await aPlace(db, network, neighbour),
  }
  const own = await aRecord(db, network, { place: structures.own.id, territoryId: site.territoryId })
  const ofUser = new Map<string, DirectoryRow>()
  for (const userId of owners) {
    const place = { place: structures.own.id, territoryId: site.territoryId, userId }
    ofUser.set(userId, await aRecord(db, network, place))
  }
  return {
    structures,
    people: {
      own,
      neighbour: await aRecord(db, network, {
        place: structures.neighbour.id,
        territoryId: neighbour.territoryId,
      }),
    },
    publicationId: await aBooklet(db, network),
    ...(await others(db, network, own.id, asker)),
    ofUser,
  }
}

/** The record of a site, with an offer. */
export function aPlace(
  db: Db,
  network: NetworkRow,
  site: EstablishmentRow,
  { hasNumber = true } = {},
): Promise<DirectoryPlace> {
  return inTransaction(systemCtx(db, network.id), async (ctx) => {
    const [id] = await insertStructures(ctx, WRITER, [
      {
        name: `Structure ${site.name}`,
        category: 'health-establishments',
        finessNumber: hasNumber ? site.finessGeo : null,
        establishmentId: site.id,
        territoryId: site.territoryId,
        street: '1 rue de l’Essai',
        communeName: 'Commune',
        notes: 'Note de l’équipe',
      },
    ])
    const [offerId] = await insertOffers(ctx, WRITER, [
      { structureId: id!, kind: 'contraception', visibleTo: 'public' },
    ])
    await refreshCards(ctx, { structures: [id!] })
    return { id: id!, offerId: offerId! }
  })
}

function aBooklet(db: Db, network: NetworkRow): Promise<string> {
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [row] = await db
      .insert(directoryPublications)
      .values({
        networkId: network.id,
        kind: 'booklet',
        audience: 'public',
        title: 'Annuaire de la périnatalité',
        filters: {},
        entries: 2,
        madeAt: NOW,
        madeBy: 'Personne de la coordination',
        readyAt: NOW,
        bytes: 1000,
      })
      .returning({ id: directoryPublications.id })
    return row!.id
  })
}

let serial = 0

/** A midwife at a place, with an offer, a consent and a membership. */
export function aRecord(
  db: Db,
  network: NetworkRow,
  {
    place,
    territoryId,
    userId,
    hasNumber = true,
  }: { place: string; territoryId: string | null; userId?: string; hasNumber?: boolean },
): Promise<DirectoryRow> {
  serial += 1
  return inTransaction(systemCtx(db, network.id), async (ctx) => {
    const [id] = await insertPeople(ctx, WRITER, [
      {
        lastName: `Nom${serial}`,
        firstName: 'Personne',
        professionCode: '50',
        rppsNumber: hasNumber ? `99${String(serial).padStart(9, '0')}` : null,
        email: `fiche${serial}@exemple.test`,
        notes: 'Note de l’équipe',
        territoryId,
        ...(userId && { userId }),
      },
    ])
    const [situationId] = await insertSituations(ctx, WRITER, [
      { personId: id!, structureId: place, functionWords: 'sage-femme référente' },
    ])
    const [offerId] = await insertOffers(ctx, WRITER, [
      { personId: id!, kind: 'prenatal-follow-up', visibleTo: 'members', note: 'sur rendez-vous' },
    ])
    await ctx.db.insert(directoryConsents).values({
      networkId: network.id,
      personId: id!,
      scope: 'listing',
      givenOn: '2026-11-01',
      source: 'courrier',
      recordedBy: WRITER.by,
      recordedAt: NOW,
    })
    await ctx.db.insert(directoryMemberships).values({
      networkId: network.id,
      personId: id!,
      // Who has an account reads as members do.
      state: userId ? 'active' : 'applied',
      stateSince: '2026-11-01',
      appliedOn: '2026-11-01',
      updatedAt: NOW,
      updatedBy: WRITER.by,
    })
    await refreshCards(ctx, { people: [id!] })
    return { id: id!, situationId: situationId!, offerId: offerId!, consentScope: 'listing' }
  })
}

function others(
  db: Db,
  network: NetworkRow,
  personId: string,
  asker: string,
): Promise<Pick<DirectoryWorld, 'requestId' | 'bulkActId'>> {
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    await db
      .insert(directorySettings)
      .values({ networkId: network.id, colleges: ['Professionnels libéraux'], updatedAt: NOW })
    const [bulkAct] = await db
      .insert(directoryBulkActs)
      .values({ networkId: network.id, act: 'archive', records: 1, at: NOW, by: WRITER.by })
      .returning()
    await db.insert(directoryRecordRequests).values({
      networkId: network.id,
      userId: asker,
      askedAt: NOW,
      lastName: 'Personne',
      answeredAt: NOW,
      answeredBy: WRITER.by,
      personId,
    })
    const [request] = await db
      .insert(directoryRecordRequests)
      .values({
        networkId: network.id,
        userId: asker,
        askedAt: NOW,
        lastName: 'Personne',
        message: 'Bonjour',
      })
      .returning({ id: directoryRecordRequests.id })
    return { requestId: request!.id, bulkActId: bulkAct!.id }
  })
}
