import { readFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { refreshOldCards } from '../../src/domains/directory/dated-cards.js'
import { searchCards } from '../../src/domains/directory/search.js'
import { findRecords } from '../../src/domains/directory/search-all.js'
import type { CardSearch } from '../../src/domains/directory/search-schemas.js'
import { insertOffers, updateOffer } from '../../src/domains/directory/writing.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { aNetwork, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aMidwifeOfTwoPlaces, TEAM } from '../support/midwife-of-two-places.js'
import { ownerOf } from '../support/people.js'

const LYON = { near: '69002' }
const VIRIAT = { near: 'Viriat' }

/** Claire does ultrasounds in Lyon alone, and follows pregnancies there and in Viriat, 64 km from there. */
async function setTheStage(t: Test) {
  const { db, url } = await testDatabase(t)
  const network = await aNetwork(db, { regionCode: '84', regionName: 'Auvergne-Rhône-Alpes' })
  const ctx = systemCtx(db, network.id)
  const made = await aMidwifeOfTwoPlaces(ctx, network)
  const asPublic: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
  const place = (await listPublicNetworks(ctx)).find(({ id }) => id === network.id)!
  const found = async (search: object, by = asPublic) => {
    const { cards } = await searchCards(by, place, { kind: 'person', ...search } as CardSearch)
    return cards.map(({ kilometres }) => Math.round(kilometres ?? -1))
  }
  const refresh = (ctx: Ctx) => refreshCards(ctx, { people: [made.claire] })
  const offer = (offer: Partial<Parameters<typeof insertOffers>[2][number]>) =>
    inTransaction(ctx, async (ctx) => {
      const of = { personId: made.claire, kind: 'ivg', visibleTo: 'team' as const }
      await insertOffers(ctx, TEAM, [{ ...of, ...offer }])
      await refresh(ctx)
    })
  return { url, ctx, asPublic, place, found, offer, refresh, ...made }
}

t.test(
  'around a commune, an offer is found at the place where it is made, and measured from it',
  async (t) => {
    const { found, asPublic, place } = await setTheStage(t)
    const offer = 'screening-ultrasound'
    t.same(await found({ ...LYON, offer }), [0])
    t.same(await found({ ...VIRIAT }), [1], 'the control: she works there')
    t.same(await found({ ...VIRIAT, offer }), [], 'but does none there')
    t.same(await found({ ...VIRIAT, offer, within: 80 }), [64])
    t.same(await found({ offer }), [-1], 'wherever, she is found')
    t.same(
      await found({ ...VIRIAT, offer: 'prenatal-follow-up' }),
      [1],
      'what she offers everywhere is there too',
    )
    const search = { ...VIRIAT, offer, kind: 'person' } as CardSearch
    t.same(await findRecords(asPublic, { network: place, audience: 'public', search }, 10), [], 'nor printed')
  },
)

t.test('a word that means an offer means it around there as well', async (t) => {
  const { found } = await setTheStage(t)
  t.same(await found({ ...LYON, search: 'échographie de dépistage' }), [0])
  t.same(await found({ ...VIRIAT, search: 'échographie de dépistage' }), [])
  t.same(await found({ search: 'échographie de dépistage' }), [-1], 'the control')
})

t.test('the method and the term of an IVG, and an access, are those of one and the same place', async (t) => {
  const { ctx, found, offer, atViriat, atLyon } = await setTheStage(t)
  const team = (search: object) => found(search, ctx)
  await offer({ situationId: atViriat, methods: ['medical'], latestTermWeeks: 9 })
  t.same(await team({ ...VIRIAT, method: 'medical' }), [1])
  t.same(await team({ ...LYON, method: 'medical' }), [])
  t.same(await team({ ...VIRIAT, method: 'medical', weeks: 8 }), [1])
  t.same(await team({ ...LYON, weeks: 8 }), [])
  t.same(await team({ ...LYON, offer: 'prenatal-follow-up', accessibility: 'motor' }), [0], 'the control')
  const both = { ...VIRIAT, within: 80, offer: 'ivg', accessibility: 'motor' }
  t.same(await team(both), [], 'up a staircase in Viriat: the wheelchairs of Lyon do not help')
  t.same(await found({ ...VIRIAT, offer: 'ivg' }), [], 'and who may not know of it is told nothing')
  await offer({ situationId: atLyon, methods: ['medical'], latestTermWeeks: 7 })
  t.same(await team({ ...LYON, method: 'medical', weeks: 8 }), [], 'up to that term elsewhere')
  t.same(await team({ ...LYON, search: 'ivg 8 SA' }), [], 'nor when the term is typed')
  t.same(await team({ ...LYON, search: 'ivg 7 SA' }), [0], 'the control')
  t.same(await team(both), [64])
})

t.test('cards made before are found as they were, and told apart once they are made again', async (t) => {
  const { ctx, url, found } = await setTheStage(t)
  const owner = await ownerOf(t, { url })
  const offer = 'screening-ultrasound'
  await owner.query(`update directory_cards set rules = 2, spot_access = null, terms = array_to_tsvector(
    array(select lexeme from unnest(tsvector_to_array(terms)) as lexeme where lexeme not like 'h:%'))`)
  t.same(await found({ ...LYON, offer }), [], 'the control: nothing says it')
  const migration = await readFile('migrations/0032_offers-at-places.sql', 'utf8')
  await owner.query(/update directory_cards[^;]+;/.exec(migration)![0])
  t.same(await found({ ...LYON, offer }), [0])
  t.same(await found({ ...VIRIAT, offer }), [1], 'not yet told apart')
  await refreshOldCards(ctx)
  t.same(await found({ ...VIRIAT, offer }), [])
})

t.test('a card that offers nothing has no more words than before', async (t) => {
  const { ctx, url, claire, ultrasound, followUp, refresh } = await setTheStage(t)
  const owner = await ownerOf(t, { url })
  const words = async () => {
    const { rows } = await owner.query(
      `select lexeme from directory_cards, unnest(tsvector_to_array(terms)) as lexeme
      where subject_id = $1 and for_public and lexeme ~ '^h:[km]:'`,
      [claire],
    )
    return rows.length
  }
  t.equal(await words(), 3 + 6, 'a square of each size, at one place and at two')
  await inTransaction(ctx, async (ctx) => {
    for (const id of [ultrasound, followUp]) await updateOffer(ctx, TEAM, id, { endsOn: '2020-01-01' })
    await refresh(ctx)
  })
  t.equal(await words(), 0)
})
