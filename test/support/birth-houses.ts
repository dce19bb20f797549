import { randomBytes, randomUUID } from 'node:crypto'
import { inTransaction } from '../../src/context.js'
import type { Db } from '../../src/db/connect.js'
import { NO_ANSWERS } from '../../src/domains/birth-house-reports/answers.js'
import type { ReportContent } from '../../src/domains/birth-house-reports/content.js'
import { FIGURES } from '../../src/domains/birth-house-reports/figure-list.js'
import { birthHouseReports, birthHouseReportVersions } from '../../src/domains/birth-house-reports/tables.js'
import {
  birthHouseCharters,
  birthHouseConventions,
  birthHouseDocuments,
  birthHouseMeetings,
  birthHouseMidwives,
  birthHouseStaff,
  birthHouses,
} from '../../src/domains/birth-houses/tables.js'
import {
  birthHouseCorrections,
  birthHouseCriteria,
  birthHouseDeliveries,
  birthHouseMonthlyReturns,
  birthHouseNewborns,
  birthHouseTransfers,
  birthHouseWomen,
  transferReasons,
} from '../../src/domains/birth-registers/tables.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { insertPeople } from '../../src/domains/directory/writing.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { aSentFile } from './authorisation-files.js'
import { type EstablishmentRow, type NetworkRow, systemCtx } from './builders.js'
import { PDF_CONTENT, STORED } from './documents.js'
import { NOW } from './now.js'

export type WomanRow = typeof birthHouseWomen.$inferSelect
export type TransferRow = typeof birthHouseTransfers.$inferSelect

let serial = 0

/** A birth house of the network at a site of its own, beside this maternity. */
export async function aBirthHouse(
  db: Db,
  network: Pick<NetworkRow, 'id'>,
  partner: Pick<EstablishmentRow, 'id' | 'territoryId'>,
  overrides: Partial<typeof birthHouses.$inferInsert> & { name?: string } = {},
): Promise<EstablishmentRow> {
  serial += 1
  const { name = `Maison de naissance ${serial}`, ...fields } = overrides
  const finess = `98${String(serial).padStart(7, '0')}`
  return inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [site] = await db
      .insert(establishments)
      .values({
        networkId: network.id,
        territoryId: partner.territoryId,
        kind: 'birth-house',
        name,
        finessGeo: finess,
        finessPmsi: finess,
      })
      .returning()
    await db.insert(birthHouses).values({
      establishmentId: site!.id,
      networkId: network.id,
      shortName: `MDN${serial}`,
      partnerEstablishmentId: partner.id,
      openedOn: '2024-01-01',
      updatedAt: NOW,
      updatedBy: 'Essai',
      ...fields,
    })
    return site!
  })
}

/** A midwife of the directory, in the team of this house since its opening unless said otherwise. */
export async function aMidwife(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId'>,
  overrides: Partial<typeof birthHouseMidwives.$inferInsert> & { lastName?: string } = {},
): Promise<typeof birthHouseMidwives.$inferSelect> {
  const { lastName, ...fields } = overrides
  const personId = fields.personId ?? (await aMidwifeOfTheDirectory(db, house, lastName))
  return inTransaction(systemCtx(db, house.networkId), async (ctx) => {
    const [row] = await ctx.db
      .insert(birthHouseMidwives)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        personId,
        role: 'global',
        fte: 0.8,
        startsOn: '2024-01-01',
        ...fields,
      })
      .returning()
    return row!
  })
}

/** A midwife of the directory, whose card its members read. */
export async function aMidwifeOfTheDirectory(
  db: Db,
  { networkId }: Pick<EstablishmentRow, 'networkId'>,
  lastName?: string,
): Promise<string> {
  serial += 1
  return inTransaction(systemCtx(db, networkId), async (ctx) => {
    const writer = { source: 'team', on: '2026-01-10', by: 'Essai' } as const
    const [personId] = await insertPeople(ctx, writer, [
      { lastName: lastName ?? `Sagefemme${serial}`, firstName: 'Ève', professionCode: '50' },
    ])
    await refreshCards(ctx, { people: [personId!] })
    return personId!
  })
}

/** A woman of the register, near her term today unless said otherwise. */
export async function aWoman(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId'>,
  overrides: Partial<typeof birthHouseWomen.$inferInsert> = {},
): Promise<WomanRow> {
  serial += 1
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [row] = await db
      .insert(birthHouseWomen)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        year: 2025,
        rank: serial,
        dueOn: '2026-03-10',
        includedOn: '2025-10-01',
        createdAt: NOW,
        updatedAt: NOW,
        updatedBy: 'Essai',
        ...overrides,
      })
      .returning()
    return row!
  })
}

/** Her labour and birth, in the house and without an event unless said otherwise, with one child. */
export async function aDelivery(
  db: Db,
  woman: Pick<WomanRow, 'id' | 'networkId' | 'establishmentId'>,
  overrides: Partial<typeof birthHouseDeliveries.$inferInsert> = {},
  child: Partial<typeof birthHouseNewborns.$inferInsert> = {},
): Promise<{ newbornId: string }> {
  await aLabour(db, woman, overrides)
  const bornInHouse = (overrides.birthPlace ?? 'house') === 'house'
  return { newbornId: await aNewborn(db, woman, { bornInHouse, ...child }) }
}

/** Her labour and birth alone: nothing is written of a child. */
export async function aLabour(
  db: Db,
  woman: Pick<WomanRow, 'id' | 'networkId' | 'establishmentId'>,
  overrides: Partial<typeof birthHouseDeliveries.$inferInsert> = {},
): Promise<void> {
  await inTransaction(systemCtx(db, woman.networkId), ({ db }) =>
    db.insert(birthHouseDeliveries).values({
      ...ofWoman(woman),
      labourInHouse: true,
      labourAdmittedAt: new Date('2026-03-01T02:00:00Z'),
      birthPlace: 'house',
      bornAt: new Date('2026-03-01T08:00:00Z'),
      mode: 'spontaneous',
      bloodLossMl: 300,
      sphincterInjury: false,
      intensiveCare: false,
      died: false,
      ...overrides,
    }),
  )
}

/** A child of hers, the first unless said otherwise. */
export async function aNewborn(
  db: Db,
  woman: Pick<WomanRow, 'id' | 'networkId' | 'establishmentId'>,
  child: Partial<typeof birthHouseNewborns.$inferInsert> & { bornInHouse: boolean },
): Promise<string> {
  return inTransaction(systemCtx(db, woman.networkId), async ({ db }) => {
    const [row] = await db
      .insert(birthHouseNewborns)
      .values({
        ...ofWoman(woman),
        rank: 1,
        weightG: 3400,
        apgar5: 10,
        resuscitation: false,
        intervention: 'none',
        ...child,
      })
      .returning({ id: birthHouseNewborns.id })
    return row!.id
  })
}

function ofWoman({ id, networkId, establishmentId }: Pick<WomanRow, 'id' | 'networkId' | 'establishmentId'>) {
  return { networkId, establishmentId, womanId: id, updatedAt: NOW, updatedBy: 'Essai' }
}

export type BirthOf = {
  year: number
  rank: number
  delivery?: Partial<typeof birthHouseDeliveries.$inferInsert>
  /** Null for a child nobody has written yet. */
  newborn?: Partial<typeof birthHouseNewborns.$inferInsert> | null
}

/** A woman of this year, her delivery in the house and her child, all known and well unless said otherwise. */
export async function aBirth(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId'>,
  { year, rank, delivery, newborn }: BirthOf,
): Promise<{ womanId: string; newbornId: string | null }> {
  const bornAt = delivery?.bornAt ?? new Date(Date.UTC(year, 5, rank % 200))
  const woman = await aWoman(db, house, {
    year,
    rank,
    dueOn: bornAt.toISOString().slice(0, 10),
    includedOn: `${year}-01-02`,
    firstConsultationOn: `${year}-01-02`,
  })
  const known = { labourAdmittedAt: bornAt, bornAt, readmitted: false }
  await aLabour(db, woman, { ...known, ...delivery })
  if (newborn === null) return { womanId: woman.id, newbornId: null }
  const well = { bornInHouse: true, outcome: 'alive', readmitted: false } as const
  return { womanId: woman.id, newbornId: await aNewborn(db, woman, { ...well, ...newborn }) }
}

/** What makes a declaration one of last year. */
export const IN_2025 = {
  year: 2025,
  decidedAt: new Date('2025-06-03T02:00:00Z'),
  reasonCode: 'other',
  reasonWords: 'Stagnation',
} as const

/** A declaration of this house, today, to this maternity. */
export async function aTransfer(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId'>,
  overrides: Partial<typeof birthHouseTransfers.$inferInsert> = {},
): Promise<TransferRow> {
  serial += 1
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [row] = await db
      .insert(birthHouseTransfers)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        year: 2026,
        rank: serial,
        formKey: randomUUID(),
        who: 'mother',
        accompanied: false,
        phase: 'per-partum',
        reasonCode: 'stagnation',
        urgent: false,
        transport: 'on-foot',
        ...(overrides.destinationEstablishmentId == null && { destinationWords: 'Une autre maternité' }),
        decidedAt: NOW,
        receivedAt: NOW,
        declaredBy: 'Sage-femme qui déclare',
        updatedAt: NOW,
        ...overrides,
      })
      .returning()
    return row!
  })
}

/** Two houses of a network, each with a row of every table of the register, beside two maternities. */
export async function furnishHouses(
  db: Db,
  network: NetworkRow,
  maternities: [EstablishmentRow, EstablishmentRow],
) {
  const [first, second] = maternities
  await inTransaction(systemCtx(db, network.id), ({ db }) =>
    db.insert(transferReasons).values({
      networkId: network.id,
      phase: 'per-partum',
      code: 'stagnation',
      label: 'Stagnation de la dilatation',
      position: 1,
    }),
  )
  return {
    own: await aFurnishedHouse(db, network, first),
    neighbour: await aFurnishedHouse(db, network, second),
  }
}

/** A report of this house as it was handed in, with a word of its own to be looked for. */
export async function aSentReport(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId' | 'name' | 'finessGeo'>,
  year = 2024,
): Promise<{ reportId: string; versionId: string }> {
  const of = { networkId: house.networkId, establishmentId: house.id }
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [report] = await db
      .insert(birthHouseReports)
      .values({
        ...of,
        year,
        dueOn: `${year + 1}-04-30`,
        openedAt: NOW,
        updatedAt: NOW,
        updatedBy: 'Sage-femme',
      })
      .returning({ id: birthHouseReports.id })
    const [version] = await db
      .insert(birthHouseReportVersions)
      .values({
        ...of,
        reportId: report!.id,
        version: 1,
        content: contentOf(house, year),
        contentHash: randomBytes(32).toString('hex'),
        receipt: `R-${randomBytes(6).toString('hex')}`,
        sentAt: NOW,
        sentBy: 'Sage-femme qui transmet',
      })
      .returning({ id: birthHouseReportVersions.id })
    return { reportId: report!.id, versionId: version!.id }
  })
}

function contentOf(house: Pick<EstablishmentRow, 'name' | 'finessGeo'>, year: number): ReportContent {
  const none = { count: 0, subjects: [] }
  return {
    house: {
      name: house.name,
      finessNumber: house.finessGeo,
      legalName: null,
      legalForm: null,
      partner: null,
      network: 'Réseau',
    },
    year,
    isFirst: true,
    answers: NO_ANSWERS,
    workforce: { globalMidwives: 2, globalFte: 1.5, supportMidwives: 1, others: [] },
    meetings: { partner: none, network: none, staff: none },
    charter: null,
    figures: FIGURES.map(({ code }) => ({ code, value: 0, missing: 0, details: [] })),
    remarks: [],
  }
}

export type FurnishedHouse = Awaited<ReturnType<typeof aFurnishedHouse>>

async function aFurnishedHouse(db: Db, network: NetworkRow, partner: EstablishmentRow) {
  const house = await aBirthHouse(db, network, partner)
  const woman = await aWoman(db, house, { note: 'Note de la maison' })
  const { newbornId } = await aDelivery(db, woman)
  const transfer = await aTransfer(db, house, {
    womanId: woman.id,
    destinationEstablishmentId: partner.id,
    difficulty: 'Difficulté rencontrée',
  })
  const of = { networkId: network.id, establishmentId: house.id }
  const others = await inTransaction(systemCtx(db, network.id), async ({ db }) => {
    const [criterion] = await db
      .insert(birthHouseCriteria)
      .values({ ...of, label: 'Critère de la maison', source: 'La maison', validFrom: '2024-01-01' })
      .returning({ id: birthHouseCriteria.id })
    await db.insert(birthHouseCorrections).values({
      ...of,
      what: 'woman',
      rowId: woman.id,
      at: NOW,
      by: 'Sage-femme qui corrige',
      before: { note: randomBytes(4).toString('hex') },
      after: { note: 'Note de la maison' },
    })
    const [row] = await db
      .insert(birthHouseMonthlyReturns)
      .values({ ...of, month: '2026-02-01', askedAt: NOW })
      .returning({ id: birthHouseMonthlyReturns.id })
    return { criterionId: criterion!.id, returnId: row!.id }
  })
  const midwife = await aMidwife(db, house)
  const staffId = await aStaffLine(db, house)
  const meetingId = await aMeeting(db, house)
  await aCharter(db, house)
  const conventionId = await aConvention(db, house, { partnerEstablishmentId: partner.id })
  const documentId = await aDocument(db, house)
  const request = await aSentFile(db, house, documentId)
  const report = await aSentReport(db, house)
  return {
    ...house,
    ...others,
    ...report,
    ...request,
    midwifeId: midwife.id,
    staffId,
    meetingId,
    conventionId,
    documentId,
    partner,
    womanId: woman.id,
    newbornId,
    transferId: transfer.id,
  }
}

/** A staff of the house, this year unless said otherwise. */
export async function aMeeting(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId'>,
  overrides: Partial<typeof birthHouseMeetings.$inferInsert> = {},
): Promise<string> {
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [row] = await db
      .insert(birthHouseMeetings)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        kind: 'staff',
        heldOn: '2026-02-10',
        subject: 'Retour d’expérience',
        recordedAt: NOW,
        recordedBy: 'Sage-femme qui note',
        ...overrides,
      })
      .returning({ id: birthHouseMeetings.id })
    return row!.id
  })
}

/** A convention with this maternity, without an end unless said otherwise. */
export async function aConvention(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId'>,
  fields: Partial<typeof birthHouseConventions.$inferInsert> & { partnerEstablishmentId: string },
): Promise<string> {
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [row] = await db
      .insert(birthHouseConventions)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        items: { transfer: 'À tout moment, par le couloir' },
        signatories: ['Présidente de la maison'],
        startsOn: '2024-01-01',
        updatedAt: NOW,
        updatedBy: 'Sage-femme qui signe',
        ...fields,
      })
      .returning({ id: birthHouseConventions.id })
    return row!.id
  })
}

/** The row of a document of the house; `storeContents` puts its content on disk. */
export async function aDocument(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId'>,
  fields: Partial<typeof birthHouseDocuments.$inferInsert> = {},
): Promise<string> {
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [row] = await db
      .insert(birthHouseDocuments)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        kind: 'statutes',
        name: 'statuts.pdf',
        mediaType: 'application/pdf',
        bytes: PDF_CONTENT.length,
        contentHash: randomBytes(32).toString('hex'),
        stored: STORED,
        uploadedAt: NOW,
        uploadedBy: 'Sage-femme qui dépose',
        ...fields,
      })
      .returning({ id: birthHouseDocuments.id })
    return row!.id
  })
}

/** A charter the house adopted. */
export async function aCharter(
  db: Db,
  house: Pick<EstablishmentRow, 'id' | 'networkId'>,
  fields: Partial<typeof birthHouseCharters.$inferInsert> = {},
): Promise<void> {
  await inTransaction(systemCtx(db, house.networkId), ({ db }) =>
    db.insert(birthHouseCharters).values({
      networkId: house.networkId,
      establishmentId: house.id,
      version: 1,
      items: { '1': 'Ouverte toute l’année' },
      presenceMaxHours: 12,
      bloodScreening: 'À domicile',
      hearingScreening: 'Avant le dixième jour',
      publicSummary: 'Résumé de la charte',
      adoptedOn: '2024-01-01',
      adoptedBy: 'Sage-femme qui adopte',
      updatedAt: NOW,
      updatedBy: 'Sage-femme qui adopte',
      ...fields,
    }),
  )
}

/** Somebody of the house who is no midwife. */
export async function aStaffLine(db: Db, house: Pick<EstablishmentRow, 'id' | 'networkId'>): Promise<string> {
  return inTransaction(systemCtx(db, house.networkId), async ({ db }) => {
    const [row] = await db
      .insert(birthHouseStaff)
      .values({
        networkId: house.networkId,
        establishmentId: house.id,
        occupation: 'Secrétaire',
        headcount: 1,
        fte: 0.5,
        missions: 'Accueil',
        startsOn: '2024-01-01',
      })
      .returning({ id: birthHouseStaff.id })
    return row!.id
  })
}
