import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import type { Writer } from '../../src/domains/directory/changes.js'
import { searchCards } from '../../src/domains/directory/search.js'
import type { CardSearch } from '../../src/domains/directory/search-schemas.js'
import { directoryConsents, directoryNameWords, findableCards } from '../../src/domains/directory/tables.js'
import { ACCESSIBILITY_KINDS } from '../../src/domains/directory/vocabulary.js'
import {
  insertOffers,
  insertPeople,
  insertSituations,
  insertStructures,
  updatePerson,
} from '../../src/domains/directory/writing.js'
import { listPublicNetworks } from '../../src/domains/networks/public-networks.js'
import { territories } from '../../src/domains/networks/tables.js'
import { aNetwork, type NetworkRow, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'
import { aStructure } from '../support/directory-records.js'
import { NOW } from '../support/now.js'

const TEAM: Writer = { source: 'team', on: '2026-11-28', by: 'Coordination' }

type Finder = (search: Partial<CardSearch>) => Promise<string[]>

t.test('one box finds names, structures, skills, communes and numbers, whatever the accents', async (t) => {
  const { find } = await furnished(t)
  const cases: [typed: string, names: string[]][] = [
    ['lefèvre', ['LEFÈVRE Anaïs']],
    ['LEFEVRE', ['LEFÈVRE Anaïs']],
    ['anais lefevre', ['LEFÈVRE Anaïs']],
    ['lefev', ['LEFÈVRE Anaïs']],
    ['maison du fleyriat', ['Maison du Fleyriat']],
    ['sage-femme', ['LEFÈVRE Anaïs', 'PETIT Jeanne']],
    ['Sages Femmes', ['LEFÈVRE Anaïs', 'PETIT Jeanne']],
    ['maïeuticienne', ['LEFÈVRE Anaïs', 'PETIT Jeanne']],
    ['gynéco', ['MOREL Hugo']],
    ['pédiatre', ['GARNIER Léa']],
    ['pmi', ['PMI de Viriat']],
    ['cpef', ['Maison du Fleyriat']],
    ['planning familial', ['Maison du Fleyriat']],
    ['centre de planification', ['Maison du Fleyriat']],
    ['allaitement', ['PETIT Jeanne']],
    ['sage femme viriat', ['LEFÈVRE Anaïs']],
    ['viriat', ['Cabinet du Lavoir', 'LEFÈVRE Anaïs', 'PMI de Viriat']],
    ['01440', ['Cabinet du Lavoir', 'LEFÈVRE Anaïs', 'PMI de Viriat']],
    ['99000000012', ['MOREL Hugo']],
    ['04 99 00 00 01', ['LEFÈVRE Anaïs']],
    ['899000000012', ['MOREL Hugo']],
    ['+33 4 99 00 00 01', ['LEFÈVRE Anaïs']],
    ['+33 (0)4 99 00 00 01', ['LEFÈVRE Anaïs']],
    ['0033 4 99 00 00 01', ['LEFÈVRE Anaïs']],
    ['0033 4 99', ['LEFÈVRE Anaïs']],
    [' 33499000001', ['LEFÈVRE Anaïs']],
    ['04‑99‑00‑00‑01', ['LEFÈVRE Anaïs']],
    ['990000077', ['PMI de Viriat']],
    ['arabe', ['PETIT Jeanne']],
    ['langue des signes', ['PMI de Viriat']],
  ]
  for (const [typed, names] of cases) t.same((await find({ search: typed })).sort(), names.sort(), typed)
})

t.test('who looks for sign language finds who signs, and not a place with a loop only', async (t) => {
  const { ctx, find } = await furnished(t)
  await aStructure(ctx, { name: 'Centre de la Boucle', accessibility: ['hearing'], categoryCode: null })
  for (const typed of [
    'LSF',
    'langue des signes',
    'Langue des signes française (LSF)',
    'sourde',
    'malentendante',
  ])
    t.same(await find({ search: typed }), ['PMI de Viriat'], typed)
  t.same(await find({ search: 'LSF sage-femme' }), [], 'no midwife signs')
  t.same(await find({ language: 'fsl' }), ['PMI de Viriat'])
  t.same(await find({ search: 'boucle magnétique' }), ['Centre de la Boucle'], 'the control')
  t.same(
    await find({ search: 'handicap auditif' }),
    ['Centre de la Boucle', 'PMI de Viriat'],
    'either will do',
  )
  t.same(await find({ accessibility: 'hearing' }), ['Centre de la Boucle'])
  t.notMatch(Object.values(ACCESSIBILITY_KINDS).join(), /LSF|signes/, 'no kind of access promises it')
})

t.test('a term in weeks is that of an IVG: one offer takes it, by the method named', async (t) => {
  const { find, search } = await furnished(t)
  const fleyriat = ['Maison du Fleyriat']
  const cases: [typed: string, names: string[]][] = [
    ['IVG 16 SA', fleyriat],
    ['ivg 16SA', fleyriat],
    ['IVG à 15 SA + 3', fleyriat],
    ['IVG jusqu’à 16 semaines d’aménorrhée', fleyriat],
    ['IVG 17 SA', []],
    ['IVG 14 semaines', fleyriat],
    ['ivg 14 semaines de grossesse', fleyriat],
    ['IVG 15 semaines', []],
    ['IVG médicamenteuse 9 SA', fleyriat],
    ['IVG médicamenteuse 10 SA', []],
    ['IVG instrumentale 10 SA', fleyriat],
    ['16 SA', fleyriat],
    ['17 SA', []],
    ['IVG semaines', fleyriat],
    ['allaitement 12 semaines', ['PETIT Jeanne']],
  ]
  for (const [typed, names] of cases) t.same(await find({ search: typed }), names, typed)
  t.same(await find({ search: '16 SA', method: 'medical' }), [], 'by the method chosen')
  t.same(await find({ search: 'fleyriat 16 SA', offer: 'ivg' }), fleyriat, 'of the IVG chosen')
  t.same(await find({ search: 'fleyriat 17 SA', offer: 'ivg' }), [])
  t.same(await find({ search: 'IVG 9 SA', weeks: 17 }), [], 'the later of two terms')
  t.same(await find({ search: 'IVG 16 SA', near: 'Bourg-en-Bresse', within: 5 }), fleyriat)
  t.same(await find({ search: 'IVG 17 SA', near: 'Bourg-en-Bresse', within: 5 }), [])
  t.equal((await search({ search: 'allaitement 12 semaines' })).wanted.term, null)
})

t.test('words around what is looked for ask for nothing more; in a name they count', async (t) => {
  const { ctx, find } = await furnished(t)
  for (const name of ['Maison des femmes', 'Maison des Lilas']) await aStructure(ctx, { name })
  const cases: [typed: string, names: string[]][] = [
    ['rendez-vous sage femme', ['LEFÈVRE Anaïs', 'PETIT Jeanne']],
    ['consultation sage-femme viriat', ['LEFÈVRE Anaïs']],
    ['je cherche une sage-femme', ['LEFÈVRE Anaïs', 'PETIT Jeanne']],
    ['femme sourde', ['PMI de Viriat']],
    ['Dr Morel', ['MOREL Hugo']],
    ['docteur hugo morel', ['MOREL Hugo']],
    ['maison des femmes', ['Maison des femmes']],
  ]
  for (const [typed, names] of cases) t.same(await find({ search: typed }), names, typed)
})

t.test('a letter apart, or spelt as it sounds, is found when nothing is exact, and said so', async (t) => {
  const { search } = await furnished(t)
  for (const typed of [
    'lefevrre',
    'lefvere',
    'lefebre',
    'efevre',
    'anais lefevte',
    'lephevre',
    'anhays leffevrre',
  ]) {
    const found = await search({ search: typed })
    t.same([typed, found.isNear, namesOf(found)], [typed, true, ['LEFÈVRE Anaïs']])
  }
  t.same(namesOf(await search({ search: 'gynecolgue' })), ['MOREL Hugo'], 'a misspelt word of the trade')
  t.same(namesOf(await search({ search: 'sage-feme viriat' })), ['LEFÈVRE Anaïs'], 'or phrase')
  t.same(namesOf(await search({ search: 'pmi virat' })), ['PMI de Viriat'], 'a misspelt commune')
  for (const typed of ['maisson du fleyriat', 'maizon fleyriat', 'mayson du fleiriat']) {
    t.same(namesOf(await search({ search: typed })), ['Maison du Fleyriat'], `a usual word: ${typed}`)
  }
  const rightly = namesOf(await search({ search: 'cabinet lavoir' }))
  t.same(namesOf(await search({ search: 'kabinet lavoir' })), rightly, 'as it sounds, who works there too')
  const exact = await search({ search: 'lefevre' })
  t.same([exact.isNear, exact.total], [false, 1])
  t.same(namesOf(await search({ search: 'zzyzx' })), [])
  t.same(namesOf(await search({ search: 'lefevree pmi' })), [], 'every word must be met')
})

t.test('words of names are remembered once, usual ones not at all', async (t) => {
  const { ctx } = await furnished(t)
  await inTransaction(ctx, async (ctx) => {
    for (const lastName of ['Lefèvre', 'Morel'])
      await refreshCards(ctx, { people: await insertPeople(ctx, TEAM, [{ lastName, firstName: 'Anaïs' }]) })
  })
  const known = await inTransaction(ctx, ({ db }) => db.select().from(directoryNameWords))
  const of = (word: string) => known.filter((one) => one.word === word).length
  t.same([of('lefevre'), of('morel'), of('lavoir')], [2, 2, 2], 'under their two keys')
  t.same(
    [of('anais'), of('cabinet')],
    [0, 0],
    'a first name and a kind of place are recognised in what is typed',
  )
})

t.test('the very name comes first, then names that begin like it, then what matches elsewhere', async (t) => {
  const { ctx, find } = await furnished(t)
  await inTransaction(ctx, async (ctx) => {
    const people = await insertPeople(ctx, TEAM, [
      { lastName: 'Viriat', firstName: null },
      { lastName: 'Viriatel', firstName: 'Zoé' },
    ])
    await refreshCards(ctx, { people })
  })
  t.same(await find({ search: 'viriat' }), [
    'VIRIAT',
    'VIRIATEL Zoé',
    'PMI de Viriat',
    'Cabinet du Lavoir',
    'LEFÈVRE Anaïs',
  ])
  t.same(await find({ search: 'viriat', sort: 'name' }), [
    'Cabinet du Lavoir',
    'LEFÈVRE Anaïs',
    'PMI de Viriat',
    'VIRIAT',
    'VIRIATEL Zoé',
  ])
})

t.test('filters narrow together, and their counts are those of the results', async (t) => {
  const { find, search, bresse } = await furnished(t)
  const cases: [Partial<CardSearch>, string[]][] = [
    [{ profession: '50' }, ['LEFÈVRE Anaïs', 'PETIT Jeanne']],
    [{ profession: '50', accessibility: 'motor' }, ['LEFÈVRE Anaïs']],
    [
      { kind: 'structure' },
      ['Cabinet du Lavoir', 'Cabinet des Tilleuls', 'Maison du Fleyriat', 'PMI de Viriat'],
    ],
    [{ category: 'pmi' }, ['PMI de Viriat']],
    [{ skill: 'paediatrics' }, ['GARNIER Léa']],
    [{ offer: 'breastfeeding' }, ['PETIT Jeanne']],
    [{ offer: 'ivg' }, ['Maison du Fleyriat']],
    [{ method: 'medical' }, ['Maison du Fleyriat']],
    [{ method: 'instrumental-local' }, ['Maison du Fleyriat']],
    [{ weeks: 9, method: 'medical' }, ['Maison du Fleyriat']],
    [{ weeks: 10, method: 'medical' }, []],
    [{ weeks: 14 }, ['Maison du Fleyriat']],
    [{ weeks: 17 }, []],
    [{ language: 'ar' }, ['PETIT Jeanne']],
    [{ territory: bresse }, ['PMI de Viriat']],
    [{ member: 'yes' }, []],
  ]
  for (const [filter, names] of cases)
    t.same((await find(filter)).sort(), names.sort(), JSON.stringify(filter))
  const { counts } = await search({ profession: '50' }, { withCounts: true })
  t.match(Object.fromEntries(counts ?? []), { 'p:50': 2, 'a:motor': 1, 'k:breastfeeding': 1, 'o:01451': 1 })
  t.equal(counts?.get('c:pmi'), undefined)
})

t.test('around a commune the nearest come first, and a hidden street is where its commune is', async (t) => {
  const { find, search } = await furnished(t)
  const near = await search({ near: 'Viriat', within: 15 })
  t.same(namesOf(near).slice(0, 2), ['PMI de Viriat', 'Cabinet du Lavoir'])
  t.ok(near.cards.every(({ kilometres }) => kilometres !== null && kilometres <= 15))
  t.notOk(namesOf(near).includes('PETIT Jeanne'), 'Grenoble is farther')
  t.same(await find({ near: '01440', within: 15, profession: '50' }), ['LEFÈVRE Anaïs'])
  t.same((await find({ near: 'Viriat', within: 100, profession: '50' })).length, 1)
  t.same(
    await find({ near: '38185', within: 2, profession: '50' }),
    ['PETIT Jeanne'],
    'her practice has no point of its own',
  )
  await t.rejects(search({ near: 'Nullepart-sur-Rien' }), { code: 'directory.unknown-commune' })
})

t.test(
  'what an audience may not see finds nothing: not by name, number, count, order or misspelling',
  async (t) => {
    const { ctx, network, search, ids } = await furnished(t)
    const asPublic: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
    const everything = await search({}, { withCounts: true }, asPublic)
    const secrets = [
      '04 99 00 00 01',
      'lefevre',
      'lefevrre',
      'garnier',
      '99000000012',
      'maïeuticien',
      'Cabinet du Lavoir',
    ]
    for (const secret of secrets) {
      const found = await search({ search: secret }, { withCounts: true }, asPublic)
      t.same([secret, found.total, found.cards, found.counts?.size], [secret, 0, [], 0])
    }
    t.notMatch(JSON.stringify([...(everything.counts ?? [])]), /p:50|a:motor|l:ar/)

    // The control: the same words find her once she has agreed, and not a field more than she agreed to.
    await consent(ctx, network, ids.lefevre, 'listing')
    const shown = await search({ search: 'lefevre' }, {}, asPublic)
    t.same(namesOf(shown), ['LEFÈVRE Anaïs'])
    t.same(
      (await search({ search: '04 99 00 00 01' }, {}, asPublic)).total,
      0,
      'her number stays with members',
    )
    t.same((await search({ search: '04 99 00 00 01' })).total, 1)
  },
)

t.test('another network is never met, with the policy or without it', async (t) => {
  const { db, ctx, search, network } = await furnished(t)
  const other = await aNetwork(db)
  const theirs = systemCtx(db, other.id)
  t.same((await search({}, {}, theirs, other)).total, 0)
  t.ok((await search({})).total > 0)
  const everything = (of: Ctx) => inTransaction(of, ({ db }) => db.select().from(findableCards))
  t.same(await everything(theirs), [], 'the view holds its own lock')
  t.ok((await everything(ctx)).length > 0, 'the control')
  const agency: Ctx = {
    ...ctx,
    actor: {
      role: 'ars',
      userId: randomUUID(),
      userName: 'Agent de l’agence',
      grantId: randomUUID(),
      sessionId: randomUUID(),
      networkName: '',
      regionCode: '84',
      networkIds: [network.id, other.id],
    },
  }
  for (const wanted of [
    {},
    { search: 'viriat' },
    { near: 'Viriat', within: 15 },
    { near: 'Viriat', within: 50 },
  ]) {
    t.same((await search(wanted, {}, agency, other)).total, 0, 'who reads both reads one at a time')
    t.ok((await search(wanted, {}, agency, network)).total > 0)
  }
  const asPublic: Ctx = { ...ctx, actor: { role: 'public', networkId: network.id } }
  t.same([...new Set((await everything(asPublic)).map(({ forPublic }) => forPublic))], [true])
})

t.test('hostile words are words: nothing breaks, and nothing is found by them', async (t) => {
  const { search } = await furnished(t)
  const hostile = [
    "'; drop table directory_cards; --",
    "' | 'p:50",
    'p:50',
    '%',
    '_',
    '\\',
    '*',
    ':*',
    '!lefevre',
    '( ( (',
    '\u0000\u0007\u202e',
    '🤰',
    'a'.repeat(200),
    `${'ab '.repeat(66)}`,
    '<script>alert(1)</script>',
    '{"$gt":""}',
  ]
  for (const typed of hostile) {
    const found = await search({ search: typed })
    // Nothing but signs is nothing asked: everything is shown, as for an empty box.
    const isBlank = !/[\p{L}\p{N}]/u.test(typed)
    t.ok(
      isBlank ? found.total > 0 : found.total === 0 || typed.includes('lefevre'),
      JSON.stringify(typed).slice(0, 40),
    )
  }
})

async function furnished(t: Test) {
  const { db } = await testDatabase(t)
  const network = await aNetwork(db, { regionCode: '84', regionName: 'Auvergne-Rhône-Alpes' })
  const ctx = systemCtx(db, network.id)
  const made = await aSmallDirectory(ctx, network)
  const search = async (
    wanted: Partial<CardSearch>,
    options: { withCounts?: boolean } = {},
    as: Ctx = ctx,
    of: { id: string } = network,
  ) => {
    const place = (await listPublicNetworks(ctx)).find(({ id }) => id === of.id)!
    return searchCards(as, place, wanted as CardSearch, options)
  }
  const find: Finder = async (wanted) => namesOf(await search(wanted))
  return { db, ctx, network, search, find, ...made }
}

function namesOf({ cards }: { cards: { card: { name: string } }[] }): string[] {
  return cards.map(({ card }) => card.name)
}

/** A handful of people and places around Viriat, and one far away. */
async function aSmallDirectory(ctx: Ctx, network: NetworkRow) {
  return inTransaction(ctx, async (ctx) => {
    const [bresse] = await ctx.db
      .insert(territories)
      .values({ networkId: network.id, name: 'Bresse' })
      .returning()
    const viriat = { communeCode: '01451', communeName: 'Viriat', postcode: '01440' }
    const structures = await insertStructures(ctx, TEAM, [
      {
        name: 'Cabinet du Lavoir',
        category: 'professionals',
        street: '3 rue du Lavoir',
        latitude: 46.25,
        longitude: 5.21,
        accessibility: ['motor'],
        ...viriat,
      },
      {
        name: 'Cabinet des Tilleuls',
        category: 'professionals',
        communeCode: '38185',
        communeName: 'Grenoble',
        postcode: '38000',
        isPrivateAddress: true,
      },
      {
        name: 'Maison du Fleyriat',
        category: 'sexual-health-centres',
        categoryCode: '228',
        communeCode: '01053',
        communeName: 'Bourg-en-Bresse',
        postcode: '01000',
      },
      {
        name: 'PMI de Viriat',
        category: 'pmi',
        categoryCode: '223',
        finessNumber: '990000077',
        territoryId: bresse!.id,
        languages: ['fsl'],
        ...viriat,
      },
    ])
    const people = await insertPeople(ctx, TEAM, [
      { lastName: 'Lefèvre', firstName: 'Anaïs', professionCode: '50', phone: '+33499000001' },
      { lastName: 'Petit', firstName: 'Jeanne', professionCode: '50', languages: ['fr', 'ar'] },
      {
        lastName: 'Morel',
        firstName: 'Hugo',
        professionCode: '10',
        skillCodes: ['SM20'],
        rppsNumber: '99000000012',
      },
      { lastName: 'Garnier', firstName: 'Léa', professionCode: '10', skillCodes: ['SM40'] },
    ])
    const [lavoir, tilleuls, fleyriat] = structures
    const [lefevre, petit] = people
    await insertSituations(ctx, TEAM, [
      { personId: lefevre!, structureId: lavoir!, modeCode: 'L' },
      { personId: petit!, structureId: tilleuls!, modeCode: 'L' },
    ])
    await insertOffers(ctx, TEAM, [
      { personId: petit!, kind: 'breastfeeding', visibleTo: 'members' },
      { structureId: fleyriat!, kind: 'ivg', methods: ['medical'], latestTermWeeks: 9, visibleTo: 'public' },
      {
        structureId: fleyriat!,
        kind: 'ivg',
        methods: ['instrumental-local'],
        latestTermWeeks: 16,
        visibleTo: 'public',
      },
    ])
    await refreshCards(ctx, { people, structures })
    return { bresse: bresse!.id, ids: { lefevre: lefevre!, petit: petit! } }
  })
}

function consent(ctx: Ctx, network: NetworkRow, personId: string, scope: string): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.insert(directoryConsents).values({
      networkId: network.id,
      personId,
      scope,
      givenOn: '2026-11-28',
      source: 'courrier',
      recordedBy: 'Coordination',
      recordedAt: NOW,
    })
    await updatePerson(ctx, TEAM, personId, { visibility: { [scope]: 'public' } })
    await refreshCards(ctx, { people: [personId] })
  })
}
