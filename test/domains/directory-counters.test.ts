import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { directoryMemberships } from '../../src/domains/directory/tables.js'
import { sectorOf } from '../../src/domains/directory-publications/activity-sectors.js'
import {
  countMembers,
  type MemberFacts,
  modeOf,
} from '../../src/domains/directory-publications/member-counts.js'
import { directoryPublications } from '../../src/domains/directory-publications/tables.js'
import { networks } from '../../src/domains/networks/tables.js'
import { bearerOf, browserOf, testApp } from '../support/app.js'
import { aNetwork, anAccount, systemCtx } from '../support/builders.js'
import { readCsv } from '../support/csv-reader.js'
import { aStructure } from '../support/directory-records.js'
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

t.test('members are counted by profession, sector of activity and territory; each once in the whole', (t) => {
  const at = (
    sectorCode: string | null,
    modeCode: string | null = 'L',
    categoryCode: string | null = null,
    legalStatus: string | null = null,
  ) => ({
    modeCode,
    sectorCode,
    categoryCode,
    legalStatus,
  })
  const facts = (
    professionCode: string | null,
    places: ReturnType<typeof at>[],
    territoryIds: string[],
  ): MemberFacts => ({ professionCode, places, territoryIds })
  const counts = countMembers(
    [
      facts('50', [at('SA07')], ['bresse']),
      facts('50', [at('SA08')], ['bresse', 'bugey']),
      facts('50', [at('SA07'), at('SA01', 'S')], ['bugey']),
      facts('10', [at('SA04', 'S')], []),
      facts('10', [at('SA27', 'S', '223')], []),
      facts(null, [], ['ailleurs']),
    ],
    ['bresse', 'bugey'],
  )
  t.same(
    counts.map(({ professionCode, sector, mode, byTerritory, elsewhere, total }) => [
      professionCode,
      sector,
      mode,
      byTerritory.get('bresse'),
      byTerritory.get('bugey'),
      elsewhere,
      total,
    ]),
    [
      ['50', 'ambulatory', 'self-employed', 2, 1, 0, 2],
      ['50', 'several', 'mixed', 0, 1, 0, 1],
      ['10', 'private-hospital', 'salaried', 0, 0, 1, 1],
      ['10', 'child-protection', 'salaried', 0, 0, 1, 1],
      [null, 'unknown', 'unknown', 0, 0, 1, 1],
    ],
  )
  t.same(countMembers([], ['bresse']), [])
  t.equal(modeOf([at(null, 'M')]), 'other')
  t.equal(modeOf([at(null, null)]), 'unknown')
  t.equal(sectorOf([at(null, 'L')]), 'unknown', 'how she works does not say where')
  t.equal(sectorOf([at('SA43')]), 'unknown')
  t.equal(sectorOf([at('SA22')]), 'other')
  t.equal(sectorOf([at('SA01'), at(null)]), 'public-hospital')
  const inStatus = (legalStatus: string, sectorCode: string | null, categoryCode: string | null = null) =>
    sectorOf([at(sectorCode, 'S', categoryCode, legalStatus)])
  t.equal(inStatus('for-profit', 'SA01'), 'private-hospital', 'the hospital says what it is')
  t.equal(inStatus('public', 'SA04'), 'public-hospital')
  t.equal(inStatus('espic', null, '365'), 'private-hospital', 'even where nobody said the sector')
  t.equal(inStatus('public', null, '124'), 'unknown', 'a centre is no hospital')
  t.equal(inStatus('non-profit', 'SA07'), 'ambulatory')
  t.equal(inStatus('public', 'SA15', '223'), 'child-protection')
  t.end()
})

t.test('the page, the file and the API say the same, zero where nobody is', async (t) => {
  const { app, headers, valuesOf, ask, directory } = await setTheStage(t)
  const page = await app.inject({ url: PATH, headers })
  t.match(page.body, /1\sadhérent/)
  const members = (await valuesOf()).filter(([counter]) => counter === 'Adhérents')
  t.same(
    members.map((row) => [row[1], row[2], row[3], row[6], row[9]]),
    [
      ['Médecin', 'Plusieurs secteurs', 'Mixte', 'Bresse', '1'],
      ['Médecin', 'Plusieurs secteurs', 'Mixte', 'Sans territoire précisé', '0'],
      ['Médecin', 'Plusieurs secteurs', 'Mixte', 'Ensemble du réseau', '1'],
    ],
  )
  const told = (await ask()).json()
  t.same(told.territories, [{ id: directory.territoryId, name: 'Bresse' }])
  t.same(told.members, {
    total: 1,
    counts: [
      {
        professionCode: '10',
        sector: 'several',
        mode: 'mixed',
        territories: [{ id: directory.territoryId, count: 1 }],
        elsewhere: 0,
        total: 1,
      },
    ],
  })
  t.match(told.documents[0], { kind: 'booklet', documents: 0, made: 0, renewed: 0 })
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

t.test('structures count by category, status and territory, apart from people', async (t) => {
  const { app, ctx, directory, network, headers, valuesOf, ask } = await setTheStage(t)
  const structureRows = async () => (await valuesOf()).filter(([one]) => one === 'Structures adhérentes')
  const page = async () => (await app.inject({ url: PATH, headers })).body
  t.match(await page(), 'Aucune adhésion de structure n’est enregistrée', 'people’s say nothing of theirs')
  t.equal((await ask()).json().structures, null)
  t.same(await structureRows(), [], 'no line, rather than a zero')

  const elsewhere = await aStructure(ctx, { name: 'PMI', category: 'pmi', territoryId: null })
  const join = (structureId: string, state: 'active' | 'suspended') =>
    inTransaction(ctx, async (ctx) => {
      const row = { networkId: network.id, structureId, state, stateSince: '2025-01-01' }
      await ctx.db
        .insert(directoryMemberships)
        .values({ ...row, updatedAt: ctx.now, updatedBy: 'Coordination' })
      await refreshCards(ctx, { structures: [structureId] })
    })
  await join(elsewhere, 'suspended')
  t.match(await page(), /0\sstructure adhérente/)
  t.same((await ask()).json().structures, { total: 0, counts: [] }, 'recorded, none in force: zero')

  const pmi = { category: 'pmi', legalStatus: 'public', territoryId: null }
  const other = await aStructure(ctx, { name: 'Autre PMI', ...pmi })
  await join(other, 'active')
  await join(directory.maternity, 'active')
  t.match(await page(), /2\sstructures adhérentes/)
  t.same(
    (await structureRows()).map((row) => [row[4], row[5], row[6], row[9]]),
    [
      ['Établissements de santé', 'Non renseigné', 'Bresse', '1'],
      ['Établissements de santé', 'Non renseigné', 'Sans territoire précisé', '0'],
      ['Établissements de santé', 'Non renseigné', 'Ensemble du réseau', '1'],
      ['Protection maternelle et infantile (PMI)', 'Public', 'Bresse', '0'],
      ['Protection maternelle et infantile (PMI)', 'Public', 'Sans territoire précisé', '1'],
      ['Protection maternelle et infantile (PMI)', 'Public', 'Ensemble du réseau', '1'],
    ],
  )
  const told = (await ask()).json()
  t.match(told.structures, {
    total: 2,
    counts: [
      {
        category: 'health-establishments',
        legalStatus: null,
        territories: [{ count: 1 }],
        elsewhere: 0,
        total: 1,
      },
      { category: 'pmi', legalStatus: 'public', territories: [{ count: 0 }], elsewhere: 1, total: 1 },
    ],
  })
  t.equal(told.members.total, 1, 'people count as before')
  const list = await app.inject({ url: '/annuaire?adherent=oui&type=structure', headers })
  t.match(list.body, /Maternité du Lac/, 'the figure opens the list that makes it')
  t.notMatch(list.body, />PMI</)
})

t.test(
  'documents count once in a year they are made or say something else, whatever is printed',
  async (t) => {
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
    const sheets = Array.from({ length: 50 }, (_, index) =>
      made(`2026-02-01T10:00:${index + 10}Z`, {
        kind: 'emergency-sheet',
        audience: 'emergency',
        contentHash: index < 40 ? 'a' : 'b',
      }),
    )
    await inTransaction(ctx, ({ db }) =>
      db.insert(directoryPublications).values([
        // The last night of the year in Paris, already the next one there.
        made('2025-12-31T22:30:00Z'),
        made('2025-12-31T23:30:00Z', { entries: 4 }),
        made('2026-01-02T10:00:00Z', { entries: 4 }),
        made('2026-02-01T10:00:00Z', { entries: 4, contentHash: 'a' }),
        made('2026-02-02T10:00:00Z', { entries: 4, contentHash: 'b' }),
        made('2026-02-03T10:00:00Z', { entries: 4, contentHash: 'b' }),
        made('2026-02-01T11:00:00Z', { audience: 'public' }),
        made('2026-02-01T12:00:00Z', { readyAt: null }),
        made('2026-02-01T13:00:00Z', { readyAt: null, failedAt: new Date('2026-02-01T13:01:00Z') }),
        made('2026-02-01T14:00:00Z', { kind: 'csv' }),
        made('2026-02-01T15:00:00Z', { kind: 'vcf' }),
        ...sheets,
      ]),
    )
    const counted = async (query: string, words: string) =>
      (await valuesOf(query)).filter((row) => row[7] === words).map((row) => row[9])
    t.same(
      await counted('?annee=2026', 'Livret (PDF)'),
      ['2', '1', '2'],
      'an older edition changes with its number of records, a later one with what it says',
    )
    t.same(await counted('?annee=2025', 'Livret (PDF)'), ['1', '1', '0'])
    t.same(await counted('?annee=2024', 'Livret (PDF)'), ['0', '0', '0'])
    t.same(
      await counted('?annee=2026', 'Fiche des urgences (PDF)'),
      ['1', '1', '1'],
      'fifty prints, one change',
    )
    t.same(await counted('?annee=2026', 'Export CSV'), [], 'a download is no directory published')
    t.match((await app.inject({ url: PATH, headers })).body, 'Une réimpression à l’identique')
    for (const year of ['2023', '2027'])
      t.equal((await app.inject({ url: `${PATH}?annee=${year}`, headers })).statusCode, 404, year)
    t.equal((await app.inject({ url: `${PATH}?annee=hier`, headers })).statusCode, 400)
    const told = (await ask('?year=2025')).json()
    t.match(told, { year: 2025, years: [2026, 2025, 2024] })
    t.same(told.documents[0], { kind: 'booklet', documents: 1, made: 1, renewed: 0 })
    t.same(
      told.documents.map(({ kind }: { kind: string }) => kind),
      ['booklet', 'emergency-sheet', 'xlsx'],
    )
    t.equal((await ask('?year=2023')).statusCode, 404)
    t.equal((await ask('?year=hier')).statusCode, 400)
  },
)

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
