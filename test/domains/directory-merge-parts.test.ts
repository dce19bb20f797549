import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { directoryOffers, directorySituations } from '../../src/domains/directory/tables.js'
import { insertOffers, insertSituations } from '../../src/domains/directory/writing.js'
import { findDuplicates } from '../../src/domains/directory-upkeep/duplicates/finding.js'
import { listDuplicates } from '../../src/domains/directory-upkeep/duplicates/listing.js'
import { mergeDuplicate } from '../../src/domains/directory-upkeep/duplicates/merging.js'
import { undoMerge } from '../../src/domains/directory-upkeep/duplicates/undoing.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aPerson, aStructure, TEAM } from '../support/directory-records.js'
import { asCoordinator } from '../support/directory-team.js'
import { dumpOf } from '../support/dump.js'

const RPPS: Writer = { source: 'rpps', on: '2026-02-01', by: 'import' }

t.test('two offers of one kind that say different things are both there after a merge', async (t) => {
  const { kept, gone, offers, offer, mergeAndUndo } = await scene(t)
  const ivg = { kind: 'ivg', visibleTo: 'members' } as const
  await offer({ personId: kept, ...ivg, methods: ['medical'], phone: '01 99 00 00 01' })
  await offer({ personId: gone, ...ivg, methods: ['instrumental-local'], latestTermWeeks: 16 })
  await offer({ personId: gone, ...ivg, methods: ['medical'], phone: '01 99 00 00 02' })
  await offer({
    personId: gone,
    kind: 'ivg',
    visibleTo: 'members',
    methods: ['medical'],
    endsOn: '2020-12-31',
  })
  await mergeAndUndo(async () => {
    t.same(
      (await offers(kept)).map(({ methods, phone, endsOn }) => [methods[0], phone, endsOn]).sort(),
      [
        ['instrumental-local', null, null],
        ['medical', '01 99 00 00 01', null],
        ['medical', '01 99 00 00 02', null],
        ['medical', null, '2020-12-31'],
      ].sort(),
    )
    t.same(await offers(gone), [], 'nothing is left on a record nobody opens')
  })
})

t.test(
  'an offer both make is there once, with what either says of it, as few see it as before',
  async (t) => {
    const { kept, gone, offers, offer, mergeAndUndo } = await scene(t)
    const more = { audienceWords: 'Mineures', hours: 'le soir', note: 'Sonner', latestTermWeeks: 9 }
    const [id] = await offer({
      personId: kept,
      kind: 'contraception',
      visibleTo: 'public',
      fees: 'Secteur 1',
      link: 'https://exemple.test/rdv',
    })
    const hers = {
      personId: gone,
      kind: 'contraception',
      visibleTo: 'members' as const,
      ...more,
      languages: ['fr'],
      accessibility: ['motor'],
      methods: ['medical'],
      delayDays: 0,
      phone: '01 99 00 00 02',
    }
    await offer(hers, { ...TEAM, source: 'person', by: 'Claire Martin' })
    await mergeAndUndo(async () => {
      t.match(await offers(kept), [
        {
          id,
          ...more,
          fees: 'Secteur 1',
          accessibility: ['motor'],
          methods: ['medical'],
          languages: ['fr'],
          delayDays: 0,
          phone: '01 99 00 00 02',
          link: 'https://exemple.test/rdv',
          visibleTo: 'members',
          provenance: { fees: { source: 'team' }, phone: { source: 'person', by: 'Claire Martin' } },
        },
      ])
      t.equal((await offers(kept)).length, 1)
    })
  },
)

t.test('a place both have takes the telephone it lacked, with its source, and keeps its own', async (t) => {
  const { kept, gone, places, place, structure, mergeAndUndo } = await scene(t)
  await place(kept, { structureId: structure, email: 'a@exemple.test' })
  await place(gone, {
    structureId: structure,
    modeCode: 'L',
    functionWords: 'Échographiste',
    sectorCode: 'SA07',
    startsOn: '2020-01-01',
    phone: '+33199000002',
    email: 'b@exemple.test',
    visibility: { phone: 'team' },
  })
  await mergeAndUndo(async () => {
    const [one, ...others] = await places(kept)
    t.same(others, [])
    t.match(one, {
      phone: '+33199000002',
      email: 'a@exemple.test',
      modeCode: 'L',
      functionWords: 'Échographiste',
      sectorCode: 'SA07',
      startsOn: '2020-01-01',
      visibility: { phone: 'team' },
      provenance: { phone: { source: 'rpps' } },
    })
  })
})

t.test('a place she has left is not the one she has come back to', async (t) => {
  const { kept, gone, places, place, structure, mergeAndUndo } = await scene(t)
  await place(kept, { structureId: structure, endsOn: '2020-12-31' })
  await place(gone, { structureId: structure })
  await mergeAndUndo(async () => {
    t.same((await places(kept)).map(({ endsOn }) => endsOn).sort(), ['2020-12-31', null])
  })
})

t.test('who was in both structures keeps the telephone of the place that goes', async (t) => {
  const { ctx, url, team, place, places } = await scene(t)
  const same = { name: 'Maison de santé des Lilas', street: '1 rue Haute', phone: '+33474000001' }
  const [one, other] = [await aStructure(ctx, same), await aStructure(ctx, { ...same, finessNumber: null })]
  const person = await aPerson(ctx)
  await place(person, { structureId: one })
  await place(person, { structureId: other, phone: '+33199000002', visibility: { phone: 'team' } })
  await findDuplicates(ctx)
  const { duplicates } = await listDuplicates(team, { kind: 'structure', state: 'suspected', page: 1 })
  const [pair] = duplicates
  const before = await partsOf(url)
  await mergeDuplicate(team, pair!.id, { kept: pair!.firstId === one ? 'first' : 'second', from: {} })
  const [there, ...others] = await places(person)
  t.match(there, {
    structureId: one,
    phone: '+33199000002',
    visibility: { phone: 'team' },
    provenance: { phone: { source: 'rpps' } },
  })
  t.same(others, [])
  await undoMerge(team, pair!.id)
  t.same(await partsOf(url), before, 'each place has its own again')
})

/** A fingerprint of what hangs on records. */
async function partsOf(url: string) {
  const { directory_situations, directory_offers } = await dumpOf(url)
  return { directory_situations, directory_offers }
}

async function scene(t: Test) {
  const { db, url } = await testDatabase(t)
  const network = await aNetwork(db)
  const ctx = systemCtx(db, network.id)
  const team = asCoordinator(ctx)
  const twin = { lastName: 'Martin', firstName: 'Claire', phone: '+33199000099' }
  const [kept, gone] = [await aPerson(ctx, twin), await aPerson(ctx, twin)]
  return {
    url,
    ctx,
    team,
    kept,
    gone,
    structure: await aStructure(ctx),
    offer: (offer: Parameters<typeof insertOffers>[2][number], writer = TEAM) =>
      inTransaction(ctx, (ctx) => insertOffers(ctx, writer, [offer])),
    offers: (personId: string) =>
      inTransaction(ctx, ({ db }) =>
        db.select().from(directoryOffers).where(eq(directoryOffers.personId, personId)),
      ),
    /** A place the RPPS says she has. */
    place: (personId: string, place: Omit<Parameters<typeof insertSituations>[2][number], 'personId'>) =>
      inTransaction(ctx, (ctx) => insertSituations(ctx, RPPS, [{ personId, ...place }])),
    places: (personId: string) =>
      inTransaction(ctx, ({ db }) =>
        db.select().from(directorySituations).where(eq(directorySituations.personId, personId)),
      ),
    /** Merges the two, `kept` staying; once undone, each has its own parts again, to the letter. */
    mergeAndUndo: async (whileMerged: () => Promise<void>) => {
      await findDuplicates(ctx)
      const { duplicates } = await listDuplicates(team, { kind: 'person', state: 'suspected', page: 1 })
      const [pair] = duplicates
      const before = await partsOf(url)
      await mergeDuplicate(team, pair!.id, { kept: pair!.firstId === kept ? 'first' : 'second', from: {} })
      await whileMerged()
      await undoMerge(team, pair!.id)
      t.same(await partsOf(url), before, 'the undoing gives each its own')
    },
  }
}
