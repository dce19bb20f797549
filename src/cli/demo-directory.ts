import { asc, eq } from 'drizzle-orm'
import { type Ctx, inTransaction } from '../context.js'
import type { Db } from '../db/connect.js'
import { refreshCards } from '../domains/directory/card-rows.js'
import { recordChanges, type Writer } from '../domains/directory/changes.js'
import {
  type InventedMember,
  type InventedRegion,
  inventedRegion,
} from '../domains/directory/synthesis/region.js'
import type { InventedStructure } from '../domains/directory/synthesis/region-places.js'
import {
  directoryActivities,
  directoryConsents,
  directoryMemberships,
  directoryPeople,
} from '../domains/directory/tables.js'
import type { VisibilityChoices } from '../domains/directory/visibility.js'
import {
  insertOffers,
  insertPeople,
  insertSituations,
  insertStructures,
} from '../domains/directory/writing.js'
import { currentNetwork, listEstablishments } from '../domains/networks/service.js'
import { antennas, territories } from '../domains/networks/tables.js'
import { civilDate } from '../web/dates.js'
import { type DemoPerson, nameOf } from './demo-accounts.js'
import { DEMO_TERRITORY } from './demo-data.js'

const SEED = 2015
const BY = 'Démonstration'
const MONTH_MILLISECONDS = 30.4 * 86_400_000

/**
 * The directory of the demonstration, written as the team would write it, once: people who do not exist, the network’s
 * maternities, who agreed to be shown. A directory that has people already is left alone.
 */
export async function furnishDirectory(
  db: Db,
  networkId: string,
  professional: DemoPerson,
  now: Date,
): Promise<void> {
  await inTransaction({ db, actor: { role: 'system', job: 'demo', networkId }, now }, async (ctx) => {
    if ((await ctx.db.$count(directoryPeople, eq(directoryPeople.networkId, networkId))) > 0) return
    const { timeZone } = await currentNetwork(ctx)
    const writer: Writer = { source: 'team', on: civilDate(now, timeZone), by: BY }
    const places = await ctx.db
      .select({ id: territories.id, name: territories.name })
      .from(territories)
      .where(eq(territories.networkId, networkId))
      .orderBy(asc(territories.name))
      .limit(50)
    const sites = await listEstablishments(ctx, 'directory.read')
    const region = inventedRegion(
      SEED,
      places.map(({ name }) => name),
      sites,
    )
    const ids = {
      territories: new Map(places.map(({ id, name }) => [name, id])),
      sites: new Map(sites.map((site) => [site.finessGeo, site])),
    }
    await write(ctx, writer, { ...region, people: withOwnRecord(region.people, professional) }, ids)
    await openAntenna(ctx, networkId, ids)
  })
}

/** The professional of the demonstration keeps a record of her own: that of a member who agreed to be shown. */
function withOwnRecord(people: readonly InventedMember[], { userId }: DemoPerson): Known[] {
  const isLikeHer = ({ professionCode, places, consents, membership }: InventedMember) =>
    professionCode === '50' &&
    places[0]?.modeCode === 'L' &&
    consents.length > 0 &&
    membership?.state === 'active'
  const hers = people.findIndex(isLikeHer)
  const [firstName = '', lastName = ''] = nameOf('professionnel@trame.test').split(' ')
  const email = 'noa.lambert@exemple.invalid'
  return people.map((one, rank) => (rank === hers ? { ...one, firstName, lastName, email, userId } : one))
}

/** The antenna of the territory whose coordination the demonstration plays. */
async function openAntenna(ctx: Ctx, networkId: string, { territories }: Ids): Promise<void> {
  const territoryId = territories.get(DEMO_TERRITORY)
  if (territoryId === undefined) return
  await ctx.db.insert(antennas).values({
    networkId,
    territoryId,
    name: `Antenne du ${DEMO_TERRITORY}`,
    address: '3 place de l’Essai\n99200 Orbeval',
    phone: '+33199003200',
    email: 'antenne.orbe@exemple.test',
    openedOn: '2024-01-15',
  })
}

type Site = { id: string; type: string | null }
type Region = Omit<InventedRegion, 'people'> & { people: readonly Known[] }
/** Somebody invented, and her account if she has one. */
type Known = InventedMember & { userId?: string }
type Ids = { territories: ReadonlyMap<string, string>; sites: ReadonlyMap<string, Site> }

async function write(ctx: Ctx, writer: Writer, { structures, people }: Region, ids: Ids): Promise<void> {
  const structureIds = await insertStructures(
    ctx,
    writer,
    structures.map((one) => structureRow(one, ids)),
  )
  const personIds = await insertPeople(
    ctx,
    writer,
    people.map((one) => personRow(ctx, one, ids)),
  )
  const each = people.map((person, rank) => ({ ...person, id: personIds[rank] ?? '' }))
  await insertSituations(
    ctx,
    writer,
    each.flatMap(({ id, places }) =>
      places.map(({ structure, ...how }) => ({
        personId: id,
        structureId: structureIds[structure] ?? '',
        ...how,
      })),
    ),
  )
  await insertOffers(ctx, writer, [
    ...each.flatMap(({ id, offers }) =>
      offers.map(({ forTeam, ...offer }) => ({
        ...offer,
        personId: id,
        visibleTo: forTeam ? ('team' as const) : ('public' as const),
      })),
    ),
    ...structures.flatMap(({ offers, phone }, rank) =>
      offers.map((kind) => ({
        structureId: structureIds[rank] ?? '',
        kind,
        methods: kind === 'ivg' ? ['medical', 'instrumental-local'] : [],
        latestTermWeeks: kind === 'ivg' ? 16 : null,
        phone,
        visibleTo: 'public' as const,
      })),
    ),
  ])
  await authoriseMaternities(ctx, writer, structures, structureIds, ids)
  await recordConsents(ctx, writer, each)
  await recordMemberships(ctx, writer, [
    ...each.flatMap(({ id, membership }) => (membership ? [{ personId: id, ...membership }] : [])),
    ...structures.flatMap(({ category }, rank) =>
      MEMBER_CATEGORIES.has(category)
        ? [{ structureId: structureIds[rank] ?? '', state: 'active' as const, college: PLACES_COLLEGE }]
        : [],
    ),
  ])
  await refreshCards(ctx, { people: personIds, structures: structureIds })
}

/** The authorisations that make the type of a maternity, as FINESS would say them: it is by them that one is found. */
async function authoriseMaternities(
  ctx: Ctx,
  writer: Writer,
  structures: readonly InventedStructure[],
  structureIds: readonly string[],
  { sites }: Ids,
): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  const rows = structures.flatMap(({ finessNumber }, rank) => {
    const type = finessNumber ? sites.get(finessNumber)?.type : null
    return (MODALITIES[type ?? ''] ?? []).map((modalityCode) => ({
      networkId,
      structureId: structureIds[rank] ?? '',
      regime: 'AMF',
      activityCode: '03',
      modalityCode,
      startsOn: '2021-01-01',
      isActive: true,
      readOn: writer.on,
    }))
  })
  await ctx.db.insert(directoryActivities).values(rows)
}

/** Obstetrics, then the neonatal care that goes with each type. */
const MODALITIES: Record<string, readonly string[]> = {
  I: ['01'],
  IIA: ['01', '02'],
  IIB: ['01', '02', '03'],
  III: ['01', '02', '03', '04'],
}

function structureRow(one: InventedStructure, ids: Ids) {
  const { commune, territory, isOpen, offers: _, ...fields } = one
  return {
    ...fields,
    territoryId: ids.territories.get(territory) ?? null,
    establishmentId: (one.finessNumber && ids.sites.get(one.finessNumber)?.id) ?? null,
    postcode: commune.postcodes[0] ?? null,
    communeCode: commune.code,
    communeName: commune.name,
    departmentCode: commune.departmentCode,
    visibility: isOpen ? OPEN_PRACTICE : {},
  }
}

const OPEN_PRACTICE: VisibilityChoices = {
  listing: 'public',
  address: 'public',
  phone: 'public',
  hours: 'public',
  accessibility: 'public',
}

function personRow(ctx: Ctx, one: Known, ids: Ids) {
  const { places: _, offers: __, consents, membership: ___, territory, verifiedMonthsAgo, ...fields } = one
  return {
    ...fields,
    territoryId: ids.territories.get(territory) ?? null,
    visibility: Object.fromEntries(consents.map((field) => [field, 'public'])) as VisibilityChoices,
    verifiedAt: verifiedMonthsAgo === null ? null : monthsBefore(ctx, verifiedMonthsAgo),
    verifiedBy: verifiedMonthsAgo === null ? null : `${one.firstName} ${one.lastName}`,
  }
}

type Written = InventedMember & { id: string }

async function recordConsents(ctx: Ctx, writer: Writer, people: readonly Written[]): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  const rows = await ctx.db
    .insert(directoryConsents)
    .values(
      people.flatMap(({ id, consents }) =>
        consents.map((scope) => ({
          networkId,
          personId: id,
          scope,
          givenOn: writer.on,
          source: 'formulaire d’adhésion',
          recordedBy: BY,
          recordedAt: ctx.now,
        })),
      ),
    )
    .returning()
  await recordChanges(
    ctx,
    writer,
    rows.map((row) => madeOf('consent', row)),
  )
}

const MEMBER_CATEGORIES = new Set<string>(['health-establishments', 'associations'])
const PLACES_COLLEGE = 'Établissements et services'

type Member = Pick<typeof directoryMemberships.$inferInsert, 'personId' | 'structureId' | 'state' | 'college'>

async function recordMemberships(ctx: Ctx, writer: Writer, members: readonly Member[]): Promise<void> {
  const { id: networkId } = await currentNetwork(ctx)
  const rows = await ctx.db
    .insert(directoryMemberships)
    .values(
      members.map((member) => ({
        networkId,
        ...member,
        stateSince: writer.on,
        appliedOn: writer.on,
        charterSignedOn: member.state === 'applied' ? null : writer.on,
        updatedAt: ctx.now,
        updatedBy: BY,
      })),
    )
    .returning()
  await recordChanges(
    ctx,
    writer,
    rows.map((row) => madeOf('membership', row)),
  )
}

function madeOf(
  what: 'consent' | 'membership',
  row: { id: string; personId: string | null; structureId?: string | null },
) {
  return {
    subjectKind: row.personId === null ? ('structure' as const) : ('person' as const),
    subjectId: row.personId ?? row.structureId ?? '',
    what,
    rowId: row.id,
    before: null,
    after: { ...row },
  }
}

function monthsBefore({ now }: Ctx, months: number): Date {
  return new Date(now.getTime() - months * MONTH_MILLISECONDS)
}
