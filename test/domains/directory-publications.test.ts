import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { auditEntries } from '../../src/audit/tables.js'
import { inTransaction } from '../../src/context.js'
import { refreshCards } from '../../src/domains/directory/card-rows.js'
import { directoryPeople } from '../../src/domains/directory/tables.js'
import { AUDIENCES, type Audience } from '../../src/domains/directory/visibility.js'
import { insertOffers, insertStructures, updatePerson } from '../../src/domains/directory/writing.js'
import { bookletsToRemake } from '../../src/domains/directory-publications/digest.js'
import { giveUpFile } from '../../src/domains/directory-publications/making.js'
import { sweepFiles } from '../../src/domains/directory-publications/sweeping.js'
import { directoryPublications } from '../../src/domains/directory-publications/tables.js'
import { mailSignatures } from '../../src/domains/mail/tables.js'
import { antennas } from '../../src/domains/networks/tables.js'
import { makePublicationFiles } from '../../workers/directory/publications.js'
import { APP_SECRET, bearerOf, browserOf, type TestApp, testApp } from '../support/app.js'
import { aNetwork, anAccount, anEstablishment, type NetworkRow, systemCtx } from '../support/builders.js'
import { readCsv } from '../support/csv-reader.js'
import { journalOf } from '../support/journal.js'
import { aMember } from '../support/members.js'
import { NOW } from '../support/now.js'
import { readPdf } from '../support/pdf-reader.js'
import { runOnce } from '../support/run-as-queued.js'
import { aShownDirectory, textsFor } from '../support/shown-directory.js'
import { readXlsx } from '../support/xlsx-reader.js'

type Stage = TestApp & { network: NetworkRow; directory: Awaited<ReturnType<typeof aShownDirectory>> }

async function setTheStage(t: Test): Promise<Stage> {
  const app = await testApp(t)
  const network = await aNetwork(app.db)
  const directory = await aShownDirectory(systemCtx(app.db, network.id), network)
  return { ...app, network, directory }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

async function coordinatorOf({ app, db, network }: Stage) {
  return browserOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id }))
}

type Browser = Awaited<ReturnType<typeof browserOf>>

function ask({ app }: Stage, browser: Browser, fields: Record<string, string>) {
  const payload = new URLSearchParams({ _csrf: browser.csrf, ...fields }).toString()
  return app.inject({
    method: 'POST',
    url: '/annuaire/livrets',
    headers: { ...browser.headers, ...FORM },
    payload,
  })
}

const EDITIONS: Record<Audience, string> = {
  public: 'public',
  members: 'membres',
  emergency: 'urgences',
  team: 'equipe',
}

/** Has the latest publication made by the worker; returns its identifier. */
async function makeLatest(stage: Stage): Promise<string> {
  const [row] = await rowsOf(stage)
  await runOnce(
    makePublicationFiles,
    stage.db,
    { networkId: stage.network.id, payload: { publicationId: row!.id }, now: stage.clock.now },
    { pool: stage.pool, dataDir: stage.dataDir, appSecret: APP_SECRET },
  )
  return row!.id
}

function rowsOf({ db, network, clock }: Stage) {
  return inTransaction(systemCtx(db, network.id, clock.now), ({ db }) =>
    db.select().from(directoryPublications).orderBy(directoryPublications.madeAt),
  ).then((rows) => rows.reverse())
}

/** Every text of an output, however it is written. */
async function textOf(format: string, payload: Buffer): Promise<string> {
  if (format === 'livret') return readPdf(payload).pages.join('\n').replaceAll('\u00a0', ' ')
  if (format === 'xlsx') return JSON.stringify((await readXlsx(payload)).rows)
  return payload.toString('utf8').replaceAll('\r\n ', '').replaceAll('\\,', ',')
}

/** Numbers are written in groups for people, whole for programs; names in capitals or not. */
function found(text: string, word: string): boolean {
  const where = text.toLocaleLowerCase('fr')
  const whole = word.replaceAll(' ', '')
  return where.includes(word.toLocaleLowerCase('fr')) || (/^[\d ]+$/.test(word) && where.includes(whole))
}

t.test('each output tells its public what it may know, and nothing more', async (t) => {
  const stage = await setTheStage(t)
  const browser = await coordinatorOf(stage)
  for (const format of ['csv', 'vcf', 'xlsx', 'livret']) {
    for (const audience of AUDIENCES) {
      const text = await textOf(format, await outputOf(stage, browser, format, audience))
      const { shown, hidden } = textsFor(audience)
      t.same(
        {
          missing: shown.filter((word) => !found(text, word)),
          leaked: hidden.filter((word) => found(text, word)),
        },
        { missing: [], leaked: [] },
        `${format} for ${audience}`,
      )
    }
  }
  const rows = await rowsOf(stage)
  t.equal(rows.length, 16, 'each has its row')
  t.match(rows[0], { kind: 'booklet', audience: 'team', entries: 6, madeBy: /Personne/ })
  const acts = await actsOf(stage)
  t.equal(acts.filter((action) => action === 'directory.publish').length, 16, 'and its line in the journal')
  t.equal(acts.filter((action) => action === 'directory.finish-publication').length, 8)
})

/** Asks for an output and waits for its file, as a person would. */
async function outputOf(stage: Stage, browser: Browser, format: string, audience: Audience): Promise<Buffer> {
  stage.clock.now = new Date(stage.clock.now.getTime() + 1000)
  const response = await ask(stage, browser, { format, pour: EDITIONS[audience] })
  if (format === 'csv' || format === 'vcf') return response.rawPayload
  if (response.statusCode !== 303) throw new Error(`${response.statusCode} ${response.body}`)
  return (await download(stage, browser.headers, await makeLatest(stage))).rawPayload
}

function download({ app, network }: Stage, headers: Record<string, string>, id: string) {
  return app.inject({ url: `/annuaire/livrets/${id}/fichier?reseau=${network.slug}`, headers })
}

function actsOf({ db, network }: Stage): Promise<string[]> {
  return inTransaction(systemCtx(db, network.id), async ({ db }) =>
    (await db.select({ action: auditEntries.action }).from(auditEntries)).map(({ action }) => action),
  )
}

t.test('a booklet is listed and given to its public, and to nobody else', async (t) => {
  const stage = await setTheStage(t)
  const { app, db, network } = stage
  const browser = await coordinatorOf(stage)
  const ids: Partial<Record<Audience, string>> = {}
  for (const audience of AUDIENCES) {
    await ask(stage, browser, { format: 'livret', pour: EDITIONS[audience] })
    const page = await app.inject({ url: '/annuaire/livrets', headers: browser.headers })
    t.match(page.body, 'En préparation')
    t.match(page.body, 'http-equiv="refresh"', 'the page waits for it')
    ids[audience] = await makeLatest(stage)
    stage.clock.now = new Date(stage.clock.now.getTime() + 1000)
  }
  const site = await anEstablishment(db, network)
  const headersOf = async (account: Parameters<typeof anAccount>[1]) =>
    (await browserOf(app, await anAccount(db, account))).headers
  const networkId = network.id
  const readers: [string, Audience | null, Record<string, string>][] = [
    ['nobody', 'public', {}],
    ['a professional', 'public', await headersOf({ role: 'professional', networkId })],
    ['a member', 'members', (await browserOf(app, await aMember(db, networkId))).headers],
    ['the health agency', 'members', await headersOf({ role: 'ars', regionCode: network.regionCode })],
    [
      'a maternity',
      'emergency',
      await headersOf({ role: 'establishment', networkId, establishmentId: site.id }),
    ],
    ['the team', 'team', browser.headers],
    ['another network', null, await headersOf({ role: 'coordinator', networkId: (await aNetwork(db)).id })],
  ]
  for (const [who, audience, headers] of readers) {
    // A person of another network reads this one’s pages as the public does.
    const mine = AUDIENCES.slice(0, AUDIENCES.indexOf(audience ?? 'public') + 1)
    const page = await app.inject({ url: `/annuaire/livrets?reseau=${network.slug}`, headers })
    for (const one of AUDIENCES) {
      const { statusCode } = await download(stage, headers, ids[one]!)
      t.equal(statusCode, mine.includes(one) ? 200 : 404, `${who}, booklet for ${one}`)
      t.equal(page.body.includes(ids[one]!), mine.includes(one), `${who}, listed for ${one}`)
    }
    t.equal(
      page.body.includes('Produire le document'),
      ['a maternity', 'the health agency', 'the team'].includes(who),
    )
  }
  t.same(await journalOf(t), {
    'directory.download': 7,
    'directory.finish-publication': 4,
    'directory.publish': 4,
  })
})

t.test('a booklet that shows what somebody took back is given no more', async (t) => {
  const stage = await setTheStage(t)
  const { db, network, directory } = stage
  const browser = await coordinatorOf(stage)
  const ctx = () => systemCtx(db, network.id, stage.clock.now)
  const change = (personId: string, patch: Parameters<typeof updatePerson>[3]) =>
    inTransaction(ctx(), async (ctx) => {
      await updatePerson(ctx, { source: 'team', on: '2026-03-02', by: 'Coordination' }, personId, patch)
      await refreshCards(ctx, { people: [personId] })
    })
  await outputOf(stage, browser, 'livret', 'members')
  const [row] = await rowsOf(stage)
  const given = async () => (await download(stage, browser.headers, row!.id)).statusCode
  await change(directory.claire, { phone: '+33499000099' })
  t.equal(await given(), 200, 'a new number takes nothing back: the booklet has its date')

  await change(directory.claire, { visibility: { listing: 'public', phone: 'team' } })
  t.equal(await given(), 410, 'a number closed')
  await change(directory.claire, { visibility: { listing: 'public', phone: 'public' } })
  t.equal(await given(), 200)

  await change(directory.paul, { objectedAt: NOW, objectionSource: 'courriel' })
  t.equal(await given(), 410, 'an objection')
  await sweepFiles(ctx(), stage.dataDir)
  t.match(await rowsOf(stage), [{ withdrawnAt: stage.clock.now, shown: null }])
  t.same(await readdir(path.join(stage.dataDir, 'publications')), [], 'its file is gone within the day')
  const page = await stage.app.inject({ url: '/annuaire/livrets', headers: browser.headers })
  t.match(page.body, 'À refaire')
})

t.test('a booklet that must be made again says so at once, to each reader in her words', async (t) => {
  const stage = await setTheStage(t)
  const { app, db, network, directory } = stage
  const browser = await coordinatorOf(stage)
  const ctx = () => systemCtx(db, network.id, stage.clock.now)
  await outputOf(stage, browser, 'livret', 'public')
  const [row] = await rowsOf(stage)
  const listed = async (headers: Record<string, string>) =>
    (await app.inject({ url: `/annuaire/livrets?reseau=${network.slug}`, headers })).body
  const waiting = () =>
    inTransaction(ctx(), (ctx) => bookletsToRemake.count(ctx, { userId: '', role: 'coordinator' }))
  t.match(await listed({}), new RegExp(`href="[^"]*${row!.id}/fichier`))
  t.equal(await waiting(), 0)

  await inTransaction(ctx(), async (ctx) => {
    const by = { source: 'team', on: '2026-03-02', by: 'Coordination' } as const
    const told = { objectedAt: NOW, objectionSource: 'courriel' }
    await updatePerson(ctx, by, directory.claire, told)
    await refreshCards(ctx, { people: [directory.claire] })
  })
  const [team, everybody] = [await listed(browser.headers), await listed({})]
  t.match(team, 'À refaire')
  t.match(everybody, 'Retiré')
  for (const page of [team, everybody]) {
    t.notMatch(page, `${row!.id}/fichier`, 'no link to what is refused')
    t.notMatch(page, '>Prêt<')
  }
  t.notMatch(everybody, 'À refaire', 'the public makes none')
  const bearer = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id }))
  const asked = await app.inject({ url: `/api/directory/publications/${row!.id}`, headers: bearer })
  t.match(asked.json(), { state: 'withdrawn' })
  const refused = async (headers: Record<string, string>) => {
    const { statusCode, body } = await download(stage, headers, row!.id)
    t.equal(statusCode, 410)
    return body
  }
  t.match(await refused(browser.headers), 'Faites-en une nouvelle édition')
  const told = await refused({})
  t.match(told, 'Cherchez dans l’annuaire en ligne')
  t.notMatch(told, 'Faites-en')

  await sweepFiles(ctx(), stage.dataDir)
  t.equal(await waiting(), 1, 'the mail of the week says it')
  t.equal(
    await inTransaction(systemCtx(db, (await aNetwork(db)).id, NOW), (ctx) =>
      bookletsToRemake.count(ctx, { userId: '', role: 'coordinator' }),
    ),
    0,
    'to its network alone',
  )
  await outputOf(stage, browser, 'livret', 'members')
  t.equal(await waiting(), 1, 'a booklet for others is another')
  await outputOf(stage, browser, 'livret', 'public')
  t.equal(await waiting(), 0, 'until it is made again')
})

t.test('a booklet says how the coordination is reached, with what is known of it', async (t) => {
  const stage = await setTheStage(t)
  const { db, network, directory } = stage
  const browser = await coordinatorOf(stage)
  const ctx = systemCtx(db, network.id)
  const read = async () =>
    (await textOf('livret', await outputOf(stage, browser, 'livret', 'public'))).replaceAll(/\s+/g, ' ')
  t.match(await read(), 'Dites-le sur la page de la fiche, dans l’annuaire en ligne')
  const antenna = { networkId: network.id, territoryId: directory.territoryId }
  const others = [
    { ...antenna, name: 'Antenne fermée', phone: '+33199000044', closedOn: '2025-01-01' },
    { ...antenna, name: 'Antenne muette' },
  ]
  await inTransaction(ctx, ({ db }) =>
    db
      .insert(antennas)
      .values([
        { ...antenna, name: 'Antenne de Bresse', phone: '+33199000033', email: 'bresse@exemple.test' },
        ...others,
      ]),
  )
  const byAntenna = await read()
  t.match(byAntenna, 'la coordination : Antenne de Bresse (01 99 00 00 33, bresse@exemple.test).')
  t.notMatch(byAntenna, /Antenne (fermée|muette)/)
  await inTransaction(ctx, ({ db }) =>
    db.insert(mailSignatures).values({
      ...{ networkId: network.id, signer: 'Anne', position: 'Coordinatrice', updatedAt: NOW },
      ...{ phone: '01 99 00 12 34', replyTo: 'equipe@reseau.test' },
    }),
  )
  t.match(await read(), 'auprès de la coordination (01 99 00 12 34, equipe@reseau.test)')
})

t.test('a file is kept thirty days', async (t) => {
  const stage = await setTheStage(t)
  const browser = await coordinatorOf(stage)
  await outputOf(stage, browser, 'livret', 'public')
  const [{ id, madeAt } = {}] = await rowsOf(stage)
  const after = (days: number) =>
    systemCtx(stage.db, stage.network.id, new Date(madeAt!.getTime() + days * 86_400_000))
  await sweepFiles(after(29.9), stage.dataDir)
  t.equal((await download(stage, {}, id!)).statusCode, 200)
  await sweepFiles(after(30.1), stage.dataDir)
  await sweepFiles(after(31), stage.dataDir)
  t.equal((await download(stage, {}, id!)).statusCode, 410)
  t.same(await readdir(path.join(stage.dataDir, 'publications')), [])
  t.match(await rowsOf(stage), [{ entries: 2 }], 'what was made is still counted')
})

t.test(
  'a booklet stays in the list whatever is printed since; the rest is by page and by kind',
  async (t) => {
    const stage = await setTheStage(t)
    const browser = await coordinatorOf(stage)
    await outputOf(stage, browser, 'livret', 'public')
    const print = (index: number) => ({
      networkId: stage.network.id,
      kind: 'emergency-sheet' as const,
      audience: 'emergency' as const,
      title: 'Fiche',
      filters: {},
      entries: 1,
      madeAt: new Date(stage.clock.now.getTime() + index * 1000),
      madeBy: `Imprimeuse ${index}.`,
      readyAt: stage.clock.now,
    })
    await inTransaction(systemCtx(stage.db, stage.network.id), ({ db }) =>
      db.insert(directoryPublications).values(Array.from({ length: 61 }, (_, index) => print(index + 1))),
    )
    const page = async (query: string) =>
      (await stage.app.inject({ url: `/annuaire/livrets${query}`, headers: browser.headers })).body
    const first = await page('')
    t.match(first, /62\sdocuments/)
    t.match(
      first,
      /fichier\?reseau=[\s\S]*Imprimeuse 61\./,
      'the booklet can still be taken away, above all prints',
    )
    t.match(await page('?page=3'), 'Imprimeuse 1.')
    t.match(await page('?documents=fiche'), /61\sdocuments/)
    const booklets = await page('?documents=livret')
    t.match(booklets, /1\sdocument/)
    t.notMatch(booklets, 'Imprimeuse')
    t.match(await page('?documents=csv'), 'Aucun document de ce format')

    const account = await anAccount(stage.db, { role: 'coordinator', networkId: stage.network.id })
    const bearer = await bearerOf(stage.app, account)
    const asked = async (query: string) =>
      (await stage.app.inject({ url: `/api/directory/publications${query}`, headers: bearer })).json()
    t.match(await asked(''), { publications: [{ kind: 'booklet' }], total: 62, page: 1, pageCount: 3 })
    t.equal((await asked('?page=3')).publications.length, 2)
    t.match(await asked('?kind=emergency-sheet'), { total: 61, publications: [{ madeBy: 'Imprimeuse 61.' }] })
    t.match(await asked('?kind=open-data'), { status: 400 })
  },
)

t.test('a booklet made again says whether its records have changed, dates apart', async (t) => {
  const stage = await setTheStage(t)
  const browser = await coordinatorOf(stage)
  const changed = async (person: object) => {
    const ctx = systemCtx(stage.db, stage.network.id, stage.clock.now)
    await inTransaction(ctx, async (ctx) => {
      await ctx.db.update(directoryPeople).set(person).where(eq(directoryPeople.id, stage.directory.claire))
      await refreshCards(ctx, { people: [stage.directory.claire] })
    })
    await outputOf(stage, browser, 'livret', 'team')
    return (await rowsOf(stage))[0]?.contentHash
  }
  const first = await changed({ lastName: 'MARTIN' })
  t.match(first, /^[0-9a-f]{64}$/)
  t.equal(await changed({ verifiedAt: new Date('2026-02-28T10:00:00Z') }), first)
  t.not(await changed({ phone: '+33499000077' }), first)
})

t.test('a job that runs twice makes one file and one trace; given up, it says so', async (t) => {
  const stage = await setTheStage(t)
  const browser = await coordinatorOf(stage)
  await ask(stage, browser, { format: 'livret', pour: 'public' })
  await makeLatest(stage)
  await makeLatest(stage)
  t.equal((await actsOf(stage)).filter((action) => action === 'directory.finish-publication').length, 1)

  stage.clock.now = new Date(stage.clock.now.getTime() + 1000)
  await ask(stage, browser, { format: 'xlsx', pour: 'public' })
  const [row] = await rowsOf(stage)
  t.equal((await download(stage, browser.headers, row!.id)).statusCode, 409, 'not yet')
  await giveUpFile(systemCtx(stage.db, (await aNetwork(stage.db)).id), row!.id)
  t.match(
    await rowsOf(stage),
    [{ id: row!.id, failedAt: null }, {}],
    'a job of another network gives up none',
  )
  await giveUpFile(systemCtx(stage.db, stage.network.id), row!.id)
  t.equal((await download(stage, browser.headers, row!.id)).statusCode, 409)
  t.match(
    (await stage.app.inject({ url: '/annuaire/livrets', headers: browser.headers })).body,
    'Non produit',
  )
})

t.test('nothing is made for a public that may read more than who asks, nor of nothing', async (t) => {
  const stage = await setTheStage(t)
  const { app, db, network } = stage
  const agency = await browserOf(app, await anAccount(db, { role: 'ars', regionCode: network.regionCode }))
  const tooWide = await ask(stage, agency, { format: 'csv', pour: 'urgences' })
  t.equal(tooWide.statusCode, 400)
  t.match(tooWide.body, 'plus que ce que vous pouvez lire')
  const browser = await coordinatorOf(stage)
  const empty = await ask(stage, browser, { format: 'csv', pour: 'public', profession: '93' })
  t.equal(empty.statusCode, 400)
  t.match(empty.body, 'Aucune fiche ne correspond')
  t.match(empty.body, /value="csv"[^>]*checked/, 'what was chosen is still there')
  t.match(empty.body, 'Psychologue')
  t.match((await ask(stage, browser, { format: 'odt', pour: 'public' })).body, 'Choisissez un format')
  const professional = await browserOf(
    app,
    await anAccount(db, { role: 'professional', networkId: network.id }),
  )
  t.equal((await ask(stage, professional, { format: 'csv', pour: 'public' })).statusCode, 403)
  t.same(await rowsOf(stage), [])

  const headers = await bearerOf(app, await anAccount(db, { role: 'ars', regionCode: network.regionCode }))
  const payload = { format: 'booklet', audience: 'team', filters: {} }
  const api = await app.inject({ method: 'POST', url: '/api/directory/publications', headers, payload })
  t.match(api.json(), { type: 'urn:problem:publication.too-wide', status: 403 })
})

t.test(
  'the filters of the search hold in what is taken away, for each public what it may know',
  async (t) => {
    const stage = await setTheStage(t)
    const browser = await coordinatorOf(stage)
    const namesIn = async (fields: Record<string, string>) => {
      const response = await ask(stage, browser, { format: 'csv', ...fields })
      if (response.statusCode !== 200) return response.statusCode
      const table = readCsv(response.body)
      return table.slice(table.findIndex(([first]) => first === 'Type') + 1).map(([, name]) => name)
    }
    const { territoryId } = stage.directory
    const cases: [Record<string, string>, Record<Audience, string[] | 400>][] = [
      [
        { q: 'sage-femme' },
        { public: ['Martin'], members: ['Martin'], emergency: ['Martin'], team: ['Martin', 'Oppose'] },
      ],
      [
        { competence: 'obstetrics' },
        { public: 400, members: ['Durand'], emergency: ['Durand'], team: ['Durand'] },
      ],
      [
        { acces: 'motor', type: 'structure' },
        {
          public: ['Maternité du Lac'],
          members: ['Maternité du Lac'],
          emergency: ['Maternité du Lac'],
          team: ['Maternité du Lac'],
        },
      ],
      [{ langue: 'fsl' }, { public: 400, members: ['Martin'], emergency: ['Martin'], team: ['Martin'] }],
      // What is kept to the team finds nothing for the others, not even by a filter.
      [{ methode: 'medical' }, { public: 400, members: 400, emergency: 400, team: ['Martin'] }],
      [
        { commune: 'Bourg-en-Bresse', km: '1', territoire: territoryId },
        {
          public: ['Maternité du Lac'],
          members: ['Durand', 'Maternité du Lac'],
          emergency: ['Durand', 'Maternité du Lac'],
          team: ['Durand', 'Maternité du Lac'],
        },
      ],
      // A letter apart, as the page finds it when nothing has what was typed.
      [{ q: 'Durend' }, { public: 400, members: ['Durand'], emergency: ['Durand'], team: ['Durand'] }],
      [{ adherent: 'oui' }, { public: 400, members: ['Durand'], emergency: ['Durand'], team: ['Durand'] }],
    ]
    for (const [filter, expected] of cases) {
      for (const audience of AUDIENCES) {
        const names = await namesIn({ ...filter, pour: EDITIONS[audience] })
        t.same(names, expected[audience], `${JSON.stringify(filter)} for ${audience}`)
      }
    }
    const nowhere = await ask(stage, browser, { format: 'csv', pour: 'team', commune: 'Nulle-Part-sur-Rien' })
    t.equal(nowhere.statusCode, 400)
  },
)

t.test('the page of results leads to its export, for who may take it away', async (t) => {
  const stage = await setTheStage(t)
  const { app, db, network } = stage
  const browser = await coordinatorOf(stage)
  const url = '/annuaire?q=sage-femme&type=personne'
  const results = await app.inject({ url, headers: browser.headers })
  const link = /href="(\/annuaire\/livrets\?[^"]*)"/.exec(results.body)?.[1]?.replaceAll('&amp;', '&')
  t.equal(link, '/annuaire/livrets?q=sage-femme&type=personne')
  const page = await app.inject({ url: link!, headers: browser.headers })
  t.match(page.body, /tout le monde \(1.fiche\)/)
  t.match(page.body, /<input type="hidden" name="type" value="personne"/)
  const professional = await browserOf(
    app,
    await anAccount(db, { role: 'professional', networkId: network.id }),
  )
  t.notMatch((await app.inject({ url, headers: professional.headers })).body, 'Exporter ces fiches')
})

t.test('hostile texts in every field come out of every format as texts', async (t) => {
  const stage = await setTheStage(t)
  await plantHostileTexts(stage)
  const browser = await coordinatorOf(stage)
  const team = (format: string) => outputOf(stage, browser, format, 'team')

  const table = readCsv((await team('csv')).toString('utf8'))
  const header = table.findIndex(([first]) => first === 'Type')
  t.same(new Set(table.slice(header).map((row) => row.length)), new Set([table[header]!.length]))
  const cells = table.flat()
  t.ok(cells.filter((cell) => cell.startsWith("'=HYPERLINK")).length > 5, 'they are there, neutralised')
  t.same(
    cells.filter((cell) => /^\s*[=+@\-\t\r]/.test(cell)),
    [],
  )

  const { rows } = await readXlsx(await team('xlsx'))
  t.ok(rows.flat().some(({ value }) => value.startsWith('=HYPERLINK')))
  t.same(
    rows.flat().filter(({ type }) => type === 'formula'),
    [],
  )

  const contacts = (await team('vcf')).toString('utf8')
  t.equal(contacts.match(/^BEGIN:VCARD\r$/gm)?.length, 7)
  t.notMatch(contacts, /^(TEL|NOTE):INJECTED/m)
  t.match(contacts.replaceAll('\r\n ', ''), 'INJECTED', 'the control: it is in there, as a text')

  t.match(readPdf(await team('livret')).pages.join(''), 'HYPERLINK')
  for (const url of ['/annuaire/livrets?q=HYPERLINK', `/annuaire/fiche-urgences`, '/annuaire?q=HYPERLINK']) {
    const page = await stage.app.inject({ url, headers: browser.headers })
    t.equal(page.statusCode, 200, url)
    t.notMatch(page.body, '<script>alert', url)
  }
})

const HOSTILE = '=HYPERLINK("http://evil.example","a")<script>alert(1)</script>\r\nTEL:INJECTED\u2028;,"\\'

/** A structure every text of which is an attack; what is checked on the way in is not asked here. */
function plantHostileTexts({ db, network, directory }: Stage): Promise<void> {
  const team = { source: 'team', on: '2026-02-20', by: 'Coordination' } as const
  return inTransaction(systemCtx(db, network.id), async (ctx) => {
    const [id] = await insertStructures(ctx, team, [
      {
        territoryId: directory.territoryId,
        name: HOSTILE,
        category: 'pmi',
        street: HOSTILE,
        addressMore: HOSTILE,
        postcode: '=1+1',
        communeName: '@SUM(1)',
        phone: '+33499000020',
        email: '-a@exemple.test',
        website: HOSTILE,
        hours: HOSTILE,
        accessibilityNote: HOSTILE,
        languages: [HOSTILE],
      },
    ])
    await insertOffers(ctx, team, [
      { structureId: id!, kind: 'contraception', note: HOSTILE, fees: HOSTILE, visibleTo: 'public' },
    ])
    await refreshCards(ctx, { structures: [id!] })
  })
}

t.test('a booklet asked for through the API, twice under one key, is one booklet', async (t) => {
  const stage = await setTheStage(t)
  const { app, db, network } = stage
  const bearer = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id }))
  const headers = { ...bearer, 'idempotency-key': 'un-livret-pour-tous' }
  const payload = {
    format: 'booklet',
    audience: 'public',
    filters: { territory: stage.directory.territoryId },
  }
  const url = '/api/directory/publications'
  const [first, second] = await Promise.all(
    [0, 1].map(() => app.inject({ method: 'POST', url, headers, payload })),
  )
  t.equal(first!.statusCode, 201)
  t.equal(first!.json().id, second!.json().id)
  await makeLatest(stage)
  const one = await app.inject({ url: `${url}/${first!.json().id}`, headers: bearer })
  t.match(one.json(), { state: 'ready', entries: 2, filters: payload.filters })
  t.equal((await app.inject({ url, headers: bearer })).json().publications.length, 1)
  const elsewhere = await bearerOf(
    app,
    await anAccount(db, { role: 'coordinator', networkId: (await aNetwork(db)).id }),
  )
  t.equal((await app.inject({ url: `${url}/${first!.json().id}`, headers: elsewhere })).statusCode, 404)
})
