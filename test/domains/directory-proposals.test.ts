import t, { type Test } from 'tap'
import { type Ctx, inTransaction } from '../../src/context.js'
import { territories } from '../../src/domains/networks/tables.js'
import { browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, type NetworkRow, systemCtx } from '../support/builders.js'
import { aStructure } from '../support/directory-records.js'

const COMMUNES = {
  Auvergne: { communeCode: '63113', communeName: 'Clermont-Ferrand' },
  Bresse: { communeCode: '01451', communeName: 'Viriat' },
  Dauphiné: { communeCode: '38185', communeName: 'Grenoble' },
  Forez: { communeCode: '42218', communeName: 'Saint-Étienne' },
  Lyon: { communeCode: '69123', communeName: 'Lyon' },
} as const
type Name = keyof typeof COMMUNES

t.test('a territory without what is looked for proposes those that have it, the nearest first', async (t) => {
  const { proposed, follow, ids } = await scene(t)
  const url = `/annuaire?categorie=pmi&territoire=${ids.Bresse}`
  t.same(await proposed(url), ['Lyon (2 fiches)', 'Dauphiné (1 fiche)', 'Auvergne (1 fiche)'])
  const page = await follow(url, 'dans le territoire Lyon')
  t.match(page, /2 fiches[\s\S]*PMI de Gerland[\s\S]*PMI de Vaise/)
  t.same(await proposed(`/annuaire?categorie=pmi&territoire=${ids.Lyon}`), [], 'the control: there it is')
})

t.test('so does an empty circle, from its commune, and a commune among the words', async (t) => {
  const { proposed, follow } = await scene(t)
  const nearest = ['Auvergne (1 fiche)', 'Lyon (2 fiches)', 'Dauphiné (1 fiche)']
  t.same(await proposed('/annuaire?categorie=pmi&commune=Thiers&km=5'), nearest)
  t.same(await proposed('/annuaire?q=pmi+thiers'), nearest)
  t.match(await follow('/annuaire?categorie=pmi&commune=Thiers&km=5', 'territoire Lyon'), /^((?!Thiers).)*$/s)
  t.same(await proposed('/annuaire?q=zzyzx'), [], 'what nobody has in the whole network is in no territory')
  t.same(await proposed('/annuaire?categorie=pmi&acces=visual&commune=Thiers'), [])
})

t.test('a territory of which no place is known comes last, and from it the others are by name', async (t) => {
  const { proposed, place, ids } = await scene(t)
  await place('PMI itinérante', 'Ailleurs', { category: 'pmi', communeCode: null, communeName: null })
  const last = (await proposed(`/annuaire?categorie=pmi&territoire=${ids.Bresse}`)).at(-1)
  t.equal(last, 'Ailleurs (1 fiche)')
  t.same(await proposed(`/annuaire?categorie=evars&territoire=${ids.Ailleurs}`), [], 'nobody has it')
  t.same(await proposed(`/annuaire?q=hopital&territoire=${ids.Ailleurs}`), [
    'Auvergne (1 fiche)',
    'Bresse (1 fiche)',
    'Dauphiné (1 fiche)',
    'Forez (1 fiche)',
    'Lyon (1 fiche)',
  ])
})

t.test('what a reader may not see is in no count of territories and in no order of them', async (t) => {
  const { app, db, network, proposed, place, ids } = await scene(t)
  const hidden = { category: 'professionals', finessNumber: null } as const
  for (const name of ['Un', 'Deux', 'Trois', 'Quatre']) {
    await place(`Cabinet ${name}`, 'Auvergne', { ...hidden, ...COMMUNES.Bresse })
  }
  await place('Cabinet discret', 'Forez', { ...hidden, accessibility: ['visual'] })
  const team = (await browserOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id })))
    .headers
  const pmi = `/annuaire?categorie=pmi&territoire=${ids.Bresse}`
  t.same((await proposed(pmi))[0], 'Lyon (2 fiches)')
  t.same((await proposed(pmi, team))[0], 'Auvergne (1 fiche)', 'the control: its practices are nearer')
  const accessible = `/annuaire?acces=visual&territoire=${ids.Bresse}`
  t.same(await proposed(accessible), [])
  t.same(await proposed(accessible, team), ['Forez (1 fiche)'], 'the control')
})

t.test('a misspelt name is proposed where a letter apart finds it', async (t) => {
  const { proposed, follow, ids } = await scene(t)
  const url = `/annuaire?q=gerlandd&territoire=${ids.Bresse}`
  t.same(await proposed(url), ['Lyon (1 fiche)'])
  t.match(await follow(url, 'territoire Lyon'), /résultats proches[\s\S]*PMI de Gerland/)
})

t.test('words that find nothing together propose the same with fewer, and how many that finds', async (t) => {
  const { fewer, follow, place } = await scene(t)
  await place('Centre de Fourvière', 'Lyon', { category: 'sexual-health-centres', languages: ['ar'] })
  t.same(await fewer('/annuaire?q=pmi+arabe'), ['« pmi » (4 fiches)', '« arabe » (1 fiche)'])
  t.match(await follow('/annuaire?q=pmi+arabe', '« arabe »'), /1 fiche[\s\S]*Centre de Fourvière/)
  t.same(await fewer('/annuaire?q=PMI+Jaude+arabe'), ['« PMI Jaude » (1 fiche)'], 'all but one first')
  t.same(
    await fewer('/annuaire?q=pmi+arabe+pour+zzyzx+xyzzy'),
    ['« pmi » (4 fiches)', '« arabe » (1 fiche)'],
    'else each alone',
  )
  t.same(await fewer('/annuaire?q=pmi+12+SA+arabe'), ['« pmi » (4 fiches)', '« arabe » (1 fiche)'])
  t.same(await fewer('/annuaire?q=pmi+ivg+12+SA'), ['« pmi » (4 fiches)'], 'without its IVG, a term goes too')
  t.same(await fewer('/annuaire?q=pmi+de+jaude+saint-etienne'), ['« pmi de jaude » (1 fiche)'])
  t.same(await fewer('/annuaire?q=hopital+pmi+saint+etienne'), ['« hopital saint etienne » (1 fiche)'])
  t.same(await fewer('/annuaire?q=zzyzx'), [], 'one word has no fewer')
  t.same(await fewer('/annuaire?q=pmi'), [], 'the control: what is found proposes nothing')
})

t.test('nor does a search with fewer words count, or name, what a reader may not see', async (t) => {
  const { app, db, network, fewer, place } = await scene(t)
  const hidden = { category: 'professionals', finessNumber: null, languages: ['ar'] }
  await place('Cabinet Discret', 'Lyon', hidden)
  const team = (await browserOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id })))
    .headers
  for (const url of ['/annuaire?q=pmi+discret', '/annuaire?q=pmi+arabe']) {
    t.same(await fewer(url), ['« pmi » (4 fiches)'])
    t.equal((await fewer(url, team)).length, 2, 'the control')
  }
  t.same(await fewer('/annuaire?q=discret+visuel'), [])
})

/** A hospital in each territory, and services of PMI in three of them. */
async function scene(t: Test) {
  const { app, db } = await testApp(t)
  const network = await aNetwork(db, { regionCode: '84', regionName: 'Auvergne-Rhône-Alpes' })
  const ctx = systemCtx(db, network.id)
  const ids = await someTerritories(ctx, network)
  const place = (name: string, of: keyof typeof ids, fields: Parameters<typeof aStructure>[1] = {}) =>
    aStructure(ctx, {
      name,
      territoryId: ids[of],
      postcode: null,
      ...(of === 'Ailleurs' ? {} : COMMUNES[of]),
      ...fields,
    })
  for (const name of Object.keys(COMMUNES) as Name[]) await place(`Hôpital ${name}`, name)
  await place('PMI de Gerland', 'Lyon', { category: 'pmi' })
  await place('PMI de Vaise', 'Lyon', { category: 'pmi' })
  await place('PMI de la Bastille', 'Dauphiné', { category: 'pmi' })
  await place('PMI de Jaude', 'Auvergne', { category: 'pmi' })

  const read = async (url: string, headers = {}) => (await app.inject({ url, headers })).body
  /** The searches with fewer words proposed, as they are written. */
  const fewer = async (url: string, headers = {}) =>
    [...plain(await read(url, headers)).matchAll(/chercher («[^<]*)</g)].map(([, words]) => words)
  /** The territories proposed, as they are written. */
  const proposed = async (url: string, headers = {}) =>
    [...plain(await read(url, headers)).matchAll(/chercher dans le territoire ([^<]*)</g)].map(
      ([, words]) => words,
    )
  /** What is read behind a link. */
  const follow = async (url: string, words: string) => {
    const links = [...plain(await read(url)).matchAll(/<a href="([^"]*)">([^<]*)</g)]
    const [, href = ''] = links.find(([, , inside]) => inside?.includes(words)) ?? []
    const page = await read(href.replaceAll('&amp;', '&'))
    return plain(page.slice(page.indexOf('id="resultats"')))
  }
  return { app, db, network, ids, place, proposed, fewer, follow }
}

const plain = (body: string) => body.replaceAll(/\s+/g, ' ')

async function someTerritories(ctx: Ctx, network: NetworkRow) {
  const names = ['Ailleurs', ...(Object.keys(COMMUNES) as Name[])] as const
  const rows = await inTransaction(ctx, ({ db }) =>
    db
      .insert(territories)
      .values(names.map((name) => ({ networkId: network.id, name })))
      .returning(),
  )
  return Object.fromEntries(rows.map(({ name, id }) => [name, id])) as Record<Name | 'Ailleurs', string>
}
