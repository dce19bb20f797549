import { randomBytes, randomUUID } from 'node:crypto'
import { reachOf } from '../../src/access/policy.js'
import { audit } from '../../src/audit/audit.js'
import { inTransaction } from '../../src/context.js'
import type { Db } from '../../src/db/connect.js'
import { createAccount, type GrantScope } from '../../src/domains/accounts/accounts.js'
import {
  apiTokens,
  invitations,
  passwordResets,
  ROLES,
  recoveryCodes,
  sessions,
  userIdentities,
} from '../../src/domains/accounts/tables.js'
import { mailSignatures, mails } from '../../src/domains/mail/tables.js'
import {
  pmsiDeliveries,
  pmsiFindings,
  pmsiImportFiles,
  pmsiImports,
  pmsiRejections,
  pmsiStays,
} from '../../src/domains/pmsi/tables.js'
import { TRACER_INDICATORS } from '../../src/domains/tracers/engine/indicators/list.js'
import {
  minimumLevels,
  publishedFigures,
  tracerComputations,
  tracerFindings,
  tracerResults,
} from '../../src/domains/tracers/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { furnishHouses } from './birth-houses.js'
import {
  aNetwork,
  anAccount,
  anAuthorisation,
  anEstablishment,
  systemCtx,
  type TestAccount,
} from './builders.js'
import { aDirectoryImport } from './directory-import-world.js'
import { furnishDirectory } from './directory-world.js'
import { NOW } from './now.js'
import { furnishTerritories } from './territories.js'
import { furnishUpkeep } from './upkeep-world.js'

export type PersonRole = (typeof ROLES)[number]
export const PERSON_ROLES = ROLES

/** When the invitations of these networks end: their links carry it. */
export const INVITATION_ENDS = new Date(NOW.getTime() + 7 * 86_400_000)

/** A network where every table has a row, with an account of each role and rows nobody signs in with. */
export type Furnished = Awaited<ReturnType<typeof furnish>>

/** Two networks fully furnished, of two regions, and rows of the platform that belong to neither. */
export async function twoNetworks(db: Db) {
  const mine = await furnish(db, { regionCode: '98', regionName: 'Région X' })
  const theirs = await furnish(db, { regionCode: '97', regionName: 'Région Y' })
  return { mine, theirs, platform: await furnishPlatform(db) }
}

export type World = Awaited<ReturnType<typeof twoNetworks>>

async function furnish(db: Db, region: { regionCode: string; regionName: string }) {
  const network = await aNetwork(db, region)
  const site = await anEstablishment(db, network)
  const neighbour = await anEstablishment(db, network)
  await anAuthorisation(db, network)
  const houses = await furnishHouses(db, network, [site, neighbour])
  const people = await anAccountOfEachRole(db, { network, site, houses })
  const spare = await aSpareAccount(db, {
    role: 'establishment',
    networkId: network.id,
    establishmentId: site.id,
  })
  const spareNeighbour = await aSpareAccount(db, {
    role: 'establishment',
    networkId: network.id,
    establishmentId: neighbour.id,
  })
  const imports = {
    own: await anImport(db, network.id, site),
    neighbour: await anImport(db, network.id, neighbour),
  }
  await figuresOf(db, network.id, site.finessGeo, imports.own)
  const invitationIds = {
    own: await anInvitation(db, network.id, site),
    neighbour: await anInvitation(db, network.id, neighbour),
  }
  const mailId = await aMail(db, network.id)
  await secretsOf(db, people.admin)
  const directory = await furnishDirectory(
    db,
    { network, site, neighbour },
    { owners: OWNERS.map((role) => people[role].userId), asker: spare.userId },
  )
  const directoryImportId = await aDirectoryImport(db, network.id)
  const upkeep = await furnishUpkeep(db, { network, site, neighbour }, directory)
  const territories = await furnishTerritories(db, { network, site, neighbour })
  const belongings = new Map<string, Belongings>()
  for (const account of [...Object.values(people), spare, spareNeighbour]) {
    belongings.set(account.userId, await belongingsOf(db, account))
  }
  return {
    network,
    site,
    neighbour,
    houses,
    people,
    spare,
    spareNeighbour,
    belongings,
    imports,
    invitationIds,
    mailId,
    directory,
    directoryImportId,
    upkeep,
    territories,
  }
}

/** Roles of those who may have a record of their own. */
const OWNERS = PERSON_ROLES.filter((role) => reachOf(role, 'directory.own-record') !== null)

/** New rows in the place of those that a test has used up. */
export async function renewRows(db: Db, of: Furnished): Promise<void> {
  const grant = { role: 'establishment', networkId: of.network.id, establishmentId: of.site.id } as const
  of.spare = await aSpareAccount(db, grant)
  of.imports.own = await aWaitingImport(db, of.network.id, of.site)
  of.invitationIds.own = await anInvitation(db, of.network.id, of.site)
  of.mailId = await aMail(db, of.network.id)
  // Nobody may have more than twenty.
  await db.update(apiTokens).set({ revokedAt: NOW })
  for (const account of [...Object.values(of.people), of.spare]) {
    of.belongings.set(account.userId, await belongingsOf(db, account))
  }
}

type Site = Awaited<ReturnType<typeof anEstablishment>>

async function anAccountOfEachRole(db: Db, of: GrantPlaces): Promise<Record<PersonRole, TestAccount>> {
  const entries = await Promise.all(
    PERSON_ROLES.map(async (role) => [role, await anAccount(db, grantOf(role, of))] as const),
  )
  return Object.fromEntries(entries) as Record<PersonRole, TestAccount>
}

type GrantPlaces = {
  network: { id: string; regionCode: string }
  site: Site
  houses: { own: { id: string } }
}

/** A right of this role over this network and its first site, or its first birth house. */
export function grantOf(role: PersonRole, { network, site, houses }: GrantPlaces): GrantScope {
  const networkId = network.id
  if (role === 'platform_admin') return { role }
  if (role === 'ars') return { role, regionCode: network.regionCode }
  if (role === 'antenna_coordinator') return { role, networkId, territoryId: site.territoryId! }
  if (role === 'establishment') return { role, networkId, establishmentId: site.id }
  if (role === 'birth_house') return { role, networkId, establishmentId: houses.own.id }
  return { role, networkId }
}

/** An account a test may close or change without signing its own people out. */
function aSpareAccount(db: Db, grant: GrantScope) {
  const email = `${randomBytes(8).toString('hex')}@exemple.test`
  return createAccount(db, { email, name: `Personne ${email.slice(0, 6)}`, password: null, grant }, NOW)
}

async function aWaitingImport(db: Db, networkId: string, site: Site): Promise<string> {
  const waiting = {
    networkId,
    establishmentId: site.id,
    uploadedByName: 'Personne qui envoie',
    receivedAt: NOW,
    bytesTotal: 1000,
    uploads: [{ name: 'extrait.rsa', stored: 'rangé' }],
  }
  const [row] = await inTransaction(systemCtx(db, networkId), ({ db }) =>
    db.insert(pmsiImports).values(waiting).returning({ id: pmsiImports.id }),
  )
  return row!.id
}

async function anImport(db: Db, networkId: string, site: Site): Promise<string> {
  return inTransaction(systemCtx(db, networkId), async ({ db }) => {
    const [row] = await db
      .insert(pmsiImports)
      .values({
        networkId,
        establishmentId: site.id,
        uploadedByName: 'Personne qui envoie',
        receivedAt: NOW,
        startedAt: NOW,
        bytesTotal: 1000,
        bytesRead: 1000,
        uploads: [{ name: 'extrait.rsa', stored: 'rangé' }],
        staysKept: 1,
      })
      .returning({ id: pmsiImports.id })
    const importId = row!.id
    const { finessPmsi: finess } = site
    const [delivery] = await db
      .insert(pmsiDeliveries)
      .values({
        networkId,
        importId,
        finess,
        year: 2025,
        contentHash: randomBytes(32).toString('hex'),
        stays: 1,
        sourceFile: 'extrait.rsa',
        readAt: NOW,
      })
      .returning({ id: pmsiDeliveries.id })
    const rsaKey = digits(10)
    await db.insert(pmsiImportFiles).values({
      importId,
      networkId,
      name: 'extrait.rsa',
      kind: 'rsa',
      status: 'read',
      reason: 'Lu.',
      versions: ['228'],
      lines: 2,
      accepted: 1,
      rejected: 1,
      finess,
      year: 2025,
    })
    await db.insert(pmsiRejections).values({
      importId,
      networkId,
      file: 'extrait.rsa',
      line: 2,
      field: 'sexe',
      reason: 'Valeur inconnue.',
      rsaKey,
      finess,
    })
    await db.insert(pmsiFindings).values({
      deliveryId: delivery!.id,
      networkId,
      code: 'MISSING_GESTATIONAL_AGE',
      establishment: site.finessGeo,
      finess,
      rsaKey,
      year: 2025,
    })
    await db.insert(pmsiStays).values(aStay(delivery!.id, networkId, site, rsaKey))
    return importId
  })
}

function aStay(deliveryId: string, networkId: string, site: Site, rsaKey: string) {
  return {
    deliveryId,
    networkId,
    finess: site.finessPmsi,
    rsaKey,
    site: site.finessGeo,
    lastSite: site.finessGeo,
    ghm: '14Z14A',
    dp: 'O800',
    dr: '',
    das: ['Z370'],
    acts: ['JQGD010'],
    ageYears: 30,
    sex: '2',
    entryMode: '8',
    provenance: '',
    exitMode: '8',
    destination: '',
    stayType: '',
    exitYear: 2025,
    exitMonth: 3,
    nights: 3,
    unitTypes: ['71A'],
    residence: '99001',
    person: randomBytes(16).toString('hex'),
    motherChild: randomBytes(16).toString('hex'),
    entryDate: '2025-03-01',
    exitDate: '2025-03-04',
  }
}

async function figuresOf(db: Db, networkId: string, establishment: string, importId: string): Promise<void> {
  await inTransaction(systemCtx(db, networkId), async ({ db }) => {
    const [computation] = await db
      .insert(tracerComputations)
      .values({ networkId, importId, definitions: '1.0', computedAt: NOW, linkage: [] })
      .returning({ id: tracerComputations.id })
    const computationId = computation!.id
    const cells = TRACER_INDICATORS.flatMap(({ code, classes }) =>
      classes.flatMap((klass) =>
        [null, establishment].map((place) => ({ indicator: code, class: klass.code, establishment: place })),
      ),
    )
    const counts = { numerator: 120, denominator: 1000, excluded: 3, missing: 2, year: 2025 }
    await db
      .insert(tracerResults)
      .values(cells.map((cell) => ({ ...cell, ...counts, computationId, networkId })))
    await db.insert(tracerFindings).values({
      computationId,
      networkId,
      code: 'MISSING_GESTATIONAL_AGE',
      establishment,
      finess: establishment,
      rsaKey: digits(10),
      year: 2025,
    })
    await db
      .insert(minimumLevels)
      .values({ networkId, type: 'I', gestationalAgeWeeks: 36, weightG: 2000, source: 'Choix du réseau' })
    const { indicator, class: klass } = cells[0]!
    await db.insert(publishedFigures).values({
      networkId,
      indicator,
      class: klass,
      year: 2025,
      value: 0.12,
      source: 'ScanSanté',
      enteredAt: NOW,
    })
    await db.insert(outbox).values({
      name: 'pmsi.import-files',
      payload: { importId },
      networkId,
      createdAt: NOW,
      runAt: NOW,
      finishedAt: NOW,
    })
  })
}

function anInvitation(db: Db, networkId: string, site: Site): Promise<string> {
  return inTransaction(systemCtx(db, networkId), async (ctx) => {
    const [row] = await ctx.db
      .insert(invitations)
      .values({
        email: `${randomBytes(8).toString('hex')}@exemple.test`,
        name: 'Personne invitée',
        role: 'establishment',
        networkId,
        establishmentId: site.id,
        territoryId: site.territoryId,
        invitedAt: NOW,
        expiresAt: INVITATION_ENDS,
      })
      .returning({ id: invitations.id })
    await audit(ctx, 'account.invite', { id: row!.id, details: { role: 'establishment' } })
    return row!.id
  })
}

function aMail(db: Db, networkId: string | null): Promise<string> {
  const ctx = { db, actor: { role: 'system', job: 'test', networkId }, now: NOW } as const
  return inTransaction(ctx, async ({ db }) => {
    if (networkId !== null) {
      await db
        .insert(mailSignatures)
        .values({
          networkId,
          signer: 'Personne qui signe',
          position: 'Coordinatrice',
          phone: '01 99 00 00 00',
          replyTo: 'reponse@exemple.test',
          updatedAt: NOW,
        })
        .onConflictDoNothing()
    }
    const [row] = await db
      .insert(mails)
      .values({
        networkId,
        template: 'account-security-notice',
        params: { what: 'password-changed', at: NOW.toISOString(), device: 'Firefox sous Windows' },
        toAddress: `${randomBytes(8).toString('hex')}@exemple.test`,
        toName: 'Personne qui reçoit',
        event: `test:${randomBytes(8).toString('hex')}`,
        messageId: `<${randomBytes(8).toString('hex')}@trame.test>`,
        createdAt: NOW,
        sendAfter: NOW,
        attempts: 8,
        lastRefusal: 'Adresse inconnue (550)',
        failedAt: NOW,
      })
      .returning({ id: mails.id })
    return row!.id
  })
}

export type Belongings = { sessionId: string; tokenId: string; identityId: string }

/** A session, a token and an identity of somebody, which a test may end without signing her out. */
export async function belongingsOf(
  db: Db,
  { userId, grantId }: { userId: string; grantId: string },
): Promise<Belongings> {
  const dates = { createdAt: NOW, expiresAt: new Date(NOW.getTime() + 3600_000) }
  const [session] = await db
    .insert(sessions)
    .values({ userId, grantId, device: 'Firefox sous Windows', lastSeenAt: NOW, ...dates })
    .returning({ id: sessions.id })
  const [token] = await db
    .insert(apiTokens)
    .values({ userId, grantId, name: 'Programme', permissions: ['network.read'], ...dates })
    .returning({ id: apiTokens.id })
  const [identity] = await db
    .insert(userIdentities)
    .values({
      userId,
      provider: 'proconnect',
      issuer: 'https://proconnect.test',
      subject: randomUUID(),
      linkedAt: NOW,
    })
    .returning({ id: userIdentities.id })
  return { sessionId: session!.id, tokenId: token!.id, identityId: identity!.id }
}

async function secretsOf(db: Db, account: TestAccount): Promise<void> {
  const { userId } = account
  const expiresAt = new Date(NOW.getTime() + 3600_000)
  await db.insert(userIdentities).values({
    userId,
    provider: 'proconnect',
    issuer: 'https://fournisseur.test',
    subject: randomBytes(8).toString('hex'),
    rppsNumber: digits(11),
    linkedAt: NOW,
  })
  await db.insert(recoveryCodes).values({ userId, codeHash: randomBytes(32).toString('hex'), createdAt: NOW })
  await db.insert(passwordResets).values({ userId, createdAt: NOW, expiresAt })
}

/** What belongs to no network: of a person of one of them, neither seen nor touched. */
async function furnishPlatform(db: Db) {
  const ctx = { db, actor: { role: 'system', job: 'test', networkId: null }, now: NOW } as const
  const invitationId = await inTransaction(ctx, async ({ db }) => {
    const [row] = await db
      .insert(invitations)
      .values({
        email: `${randomBytes(8).toString('hex')}@exemple.test`,
        name: 'Personne de la plateforme',
        role: 'platform_admin',
        invitedAt: NOW,
        expiresAt: new Date(NOW.getTime() + 86_400_000),
      })
      .returning({ id: invitations.id })
    return row!.id
  })
  const spare = await aSpareAccount(db, { role: 'platform_admin' })
  return { invitationId, spare, mailId: await aMail(db, null) }
}

function digits(count: number): string {
  return BigInt(`0x${randomBytes(16).toString('hex')}`)
    .toString()
    .slice(0, count)
}
