import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { directoryMemberships } from '../../src/domains/directory/tables.js'
import { countMembers, sectorOf } from '../../src/domains/directory-publications/member-counts.js'
import { directoryPublications } from '../../src/domains/directory-publications/tables.js'
import { networks } from '../../src/domains/networks/tables.js'
import { bearerOf, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { readCsv } from '../support/csv-reader.js'
import { aShownDirectory } from '../support/shown-directory.js'

const PATH = '/annuaire/compteurs'

async function setTheStage(t: Test) {
  const app = await testApp(t)
  const network = await aNetwork(app.db)
  await app.db
    .update(networks)
    .set({ createdAt: new Date('2024-09-01T08:00:00Z') })
    .where(eq(networks.id, network.id))
  const ctx = systemCtx(app.db, network.id)
  const directory = await aShownDirectory(ctx, network)
  const coordinator = await anAccount(app.db, { role: 'coordinator', networkId: network.id })
  const { headers } = await browserOf(app.app, coordinator)
  const bearer = await bearerOf(app.app, coordinator)
  const ask = (query = '') => app.app.inject({ url: `/api/directory/counters${query}`, headers: bearer })
  const valuesOf = async (query = '') => {
    const file = await app.app.inject({ url: `${PATH}/compteurs.csv${query}`, headers })
    const rows = readCsv(file.body)
    return rows.slice(rows.findIndex(([first]) => first === 'Compteur') + 1)
  }
  return { ...app, network, ctx, directory, headers, valuesOf, ask }
}

t.test('members are counted by profession, sector and territory; each once in the whole', (t) => {
  const facts = (professionCode: string | null, modes: (string | null)[], territoryIds: string[]) => ({
    professionCode,
    modes,
    territoryIds,
  })
  const counts = countMembers(
    [
      facts('50', ['L'], ['bresse']),
      facts('50', ['L'], ['bresse', 'bugey']),
      facts('50', ['L', 'S'], ['bugey']),
      facts('10', ['S'], []),
      facts(null, [], ['ailleurs']),
    ],
    ['bresse', 'bugey'],
  )
  t.same(
    counts.map(({ professionCode, sector, byTerritory, elsewhere, total }) => [
      professionCode,
      sector,
      byTerritory.get('bresse'),
      byTerritory.get('bugey'),
      elsewhere,
      total,
    ]),
    [
      ['50', 'self-employed', 2, 1, 0, 2],
      ['50', 'mixed', 0, 1, 0, 1],
      [null, 'unknown', 0, 0, 1, 1],
      ['10', 'salaried', 0, 0, 1, 1],
    ],
  )
  t.same(countMembers([], ['bresse']), [])
  t.equal(sectorOf(['M']), 'other')
  t.equal(sectorOf([null]), 'unknown')
  t.end()
})

t.test('the page, the file and the API say the same, zero where nobody is', async (t) => {
  const { app, headers, valuesOf, ask, directory } = await setTheStage(t)
  const page = await app.inject({ url: PATH, headers })
  t.match(page.body, /1\sadhérent/)
  const members = (await valuesOf()).filter(([counter]) => counter === 'Adhérents')
  t.same(
    members.map((row) => [row[1], row[2], row[3], row[6]]),
    [
      ['Médecin', 'Mixte', 'Bresse', '1'],
      ['Médecin', 'Mixte', 'Sans territoire précisé', '0'],
      ['Médecin', 'Mixte', 'Ensemble du réseau', '1'],
    ],
  )
  const told = (await ask()).json()
  t.same(told.territories, [{ id: directory.territoryId, name: 'Bresse' }])
  t.same(told.members, {
    total: 1,
    counts: [
      {
        professionCode: '10',
        sector: 'mixed',
        territories: [{ id: directory.territoryId, count: 1 }],
        elsewhere: 0,
        total: 1,
      },
    ],
  })
  t.match(told.documents[0], { kind: 'booklet', made: 0, renewed: 0 })
})

t.test('no membership recorded is not zero members; none in force is', async (t) => {
  const { app, ctx, directory, headers, valuesOf, ask } = await setTheStage(t)
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.update(directoryMemberships).set({ state: 'ended' })
    await refreshCards(ctx, { people: [directory.paul] })
  })
  const ended = await app.inject({ url: PATH, headers })
  t.match(ended.body, /0\sadhérent/)
  t.match(ended.body, 'aucune n’est en cours aujourd’hui')
  t.same((await ask()).json().members, { total: 0, counts: [] })
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.delete(directoryMemberships)
    await refreshCards(ctx, { people: [directory.paul] })
  })
  const blank = await app.inject({ url: PATH, headers })
  t.match(blank.body, 'leur nombre n’est pas connu')
  t.notMatch(blank.body, /0\sadhérent/)
  t.same(
    (await valuesOf()).filter(([counter]) => counter === 'Adhérents'),
    [],
    'no line, rather than a zero',
  )
  t.equal((await ask()).json().members, null)
})

t.test('documents count in the year they were made, a new edition apart from a first one', async (t) => {
  const { app, ctx, network, headers, valuesOf, ask } = await setTheStage(t)
  const made = (madeAt: string, changes: object = {}) => ({
    networkId: network.id,
    kind: 'booklet' as const,
    audience: 'members' as const,
    title: 'Annuaire',
    filters: {},
    entries: 3,
    madeAt: new Date(madeAt),
    madeBy: 'Coordination',
    readyAt: new Date(madeAt),
    ...changes,
  })
  await inTransaction(ctx, ({ db }) =>
    db.insert(directoryPublications).values([
      // The last night of the year in Paris, already the next one there.
      made('2025-12-31T22:30:00Z'),
      made('2025-12-31T23:30:00Z'),
      made('2026-02-01T10:00:00Z'),
      made('2026-02-01T11:00:00Z', { audience: 'public' }),
      made('2026-02-01T12:00:00Z', { readyAt: null }),
      made('2026-02-01T13:00:00Z', { readyAt: null, failedAt: new Date('2026-02-01T13:01:00Z') }),
    ]),
  )
  const booklets = async (query: string) =>
    (await valuesOf(query)).filter((row) => row[4] === 'Livret (PDF)').map((row) => row[6])
  t.same(await booklets('?annee=2026'), ['1', '2'])
  t.same(await booklets('?annee=2025'), ['1', '0'])
  t.same(await booklets('?annee=2024'), ['0', '0'])
  for (const year of ['2023', '2027'])
    t.equal((await app.inject({ url: `${PATH}?annee=${year}`, headers })).statusCode, 404, year)
  t.equal((await app.inject({ url: `${PATH}?annee=hier`, headers })).statusCode, 400)
  t.match((await ask('?year=2025')).json(), {
    year: 2025,
    years: [2026, 2025, 2024],
    documents: [{ kind: 'booklet', made: 1, renewed: 0 }],
  })
  t.equal((await ask('?year=2023')).statusCode, 404)
  t.equal((await ask('?year=hier')).statusCode, 400)
})

t.test('the counters are the team’s, of its own network', async (t) => {
  const { app, db, network } = await setTheStage(t)
  for (const account of [
    { role: 'professional', networkId: network.id } as const,
    { role: 'ars', regionCode: network.regionCode } as const,
  ]) {
    const { headers } = await browserOf(app, await anAccount(db, account))
    t.equal((await app.inject({ url: PATH, headers })).statusCode, 403, account.role)
  }
  const other = await aNetwork(db)
  const { headers } = await browserOf(app, await anAccount(db, { role: 'coordinator', networkId: other.id }))
  t.match((await app.inject({ url: PATH, headers })).body, 'leur nombre n’est pas connu')
})
