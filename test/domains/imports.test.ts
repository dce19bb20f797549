import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { and, eq, isNull } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { networksOf } from '../../src/access/actor.js'
import { type Ctx, inTransaction } from '../../src/context.js'
import { listMaternityTypes } from '../../src/domains/networks/service.js'
import { establishments } from '../../src/domains/networks/tables.js'
import { giveUpImport, runImport } from '../../src/domains/pmsi/importing.js'
import { emptyReport, readUnits } from '../../src/domains/pmsi/reading/read-units.js'
import { pmsiDeliveries, pmsiImports, pmsiStays } from '../../src/domains/pmsi/tables.js'
import { DEFAULT_CONFIG } from '../../src/domains/tracers/engine/default-config.js'
import { startTracers } from '../../src/domains/tracers/engine/fold.js'
import { minimumLevels, tracerComputations, tracerResults } from '../../src/domains/tracers/tables.js'
import { APP_SECRET, bearerOf, browserOf, type TestApp, testApp } from '../support/app.js'
import { aNetwork, anAccount, anAuthorisation, systemCtx } from '../support/builders.js'
import { type Extract, extracts, multipart, networkOfExtracts } from '../support/extracts.js'
import { journalOf } from '../support/journal.js'
import { runWorker, until } from '../support/worker.js'

t.test('without a legal basis an upload is refused and nothing is left behind', async (t) => {
  const { app, headers, test } = await importTest(t, { authorised: false })
  const response = await send(app, headers, extracts({ stays: 100 }))
  t.equal(response.statusCode, 409)
  t.match(response.json(), { type: 'urn:problem:authorisation.missing' })
  t.same(await readdir(path.join(test.dataDir, 'uploads')).catch(() => []), [])
})

t.test('an extract becomes figures, and they are those of the command line', async (t) => {
  const { test, app, headers, ctx, db } = await importTest(t)
  runWorker(t, test)
  const neighbour = await aNeighbourWithFigures(db, app)
  const before = await results(neighbour)
  t.ok(before.length > 0)
  const files = extracts()
  const id = await imported(app, headers, files)
  const detail = (await app.inject({ url: `/api/imports/${id}`, headers })).json()
  t.equal(detail.state, 'finished', JSON.stringify(detail))
  t.ok(detail.staysKept > 200)
  t.ok(detail.rejectionCount > 0)
  t.match(detail.rejections[0], { line: Number, reason: String })
  t.same(await readdir(path.join(test.dataDir, 'uploads')), [], 'the files are deleted')

  const maternities = await inTransaction(ctx, (ctx) => listMaternityTypes(ctx, 'tracer.compute'))
  const fold = startTracers({ ...DEFAULT_CONFIG, maternities })
  for await (const unit of readUnits(await onDisk(t, files), emptyReport())) fold.add(unit.stays)
  const expected = fold
    .finish()
    .results.map(({ level: _, value: __, ...row }) => JSON.stringify(row))
    .sort()
  const stored = await results(ctx)
  t.same(stored, expected)
  t.ok(stored.length > 500)
  t.same(await results(neighbour), before, 'the other network’s are still in force, and the same')
  const { 'pmsi.read-rejections': readings, ...acts } = await journalOf(t)
  t.ok(readings! >= 2, 'once for each time its rejections were asked for, which the machine decides')
  t.same(acts, { 'pmsi.finish': 2, 'pmsi.import': 2, 'tracer.publish': 2 })
})

t.test('the same files again change nothing, a corrected file replaces and keeps the history', async (t) => {
  const { test, app, headers, ctx } = await importTest(t)
  runWorker(t, test)
  const files = extracts({ years: [2025] })
  await imported(app, headers, files)
  const before = await results(ctx)
  const again = await imported(app, headers, files)
  t.match((await app.inject({ url: `/api/imports/${again}`, headers })).json(), {
    state: 'finished',
    unchanged: true,
  })
  t.same(await results(ctx), before)
  t.equal(await countOf(ctx, 'computations'), 1)

  const corrected = extracts({ years: [2025], seed: 8 }).slice(0, 2)
  await imported(app, headers, corrected)
  t.not(JSON.stringify(await results(ctx)), JSON.stringify(before))
  t.equal(await countOf(ctx, 'computations'), 2)
  const deliveries = await inTransaction(ctx, ({ db }) => db.select().from(pmsiDeliveries))
  t.equal(deliveries.filter((row) => row.supersededAt === null).length, 4)
  t.equal(deliveries.length, 5)
  const orphans = await inTransaction(ctx, ({ db }) =>
    db
      .select({ id: pmsiStays.deliveryId })
      .from(pmsiStays)
      .leftJoin(pmsiDeliveries, eq(pmsiDeliveries.id, pmsiStays.deliveryId))
      .where(isNull(pmsiDeliveries.id))
      .limit(1),
  )
  t.same(orphans, [])
})

t.test('an establishment sends its own files and no other', async (t) => {
  const { test, app, db, ctx, networkId } = await importTest(t)
  runWorker(t, test)
  const files = extracts({ stays: 600, years: [2025] })
  const sites = await inTransaction(ctx, ({ db }) => db.select().from(establishments))
  const [own, foreign] = [
    files.filter((file) => file.name.startsWith('990000137')),
    files.filter((file) => file.name.startsWith('990000145')),
  ]
  const site = sites.find((row) => row.finessPmsi === '990000137')!
  const dim = await bearerOf(
    app,
    await anAccount(db, { role: 'establishment', networkId, establishmentId: site.id }),
  )
  const mine = await imported(app, dim, own)
  t.match((await app.inject({ url: `/api/imports/${mine}`, headers: dim })).json(), { state: 'finished' })
  const refused = await imported(app, dim, foreign)
  t.match((await app.inject({ url: `/api/imports/${refused}`, headers: dim })).json(), {
    state: 'failed',
    failureCode: 'import.foreign-establishment',
  })
  t.equal(await countOf(ctx, 'deliveries'), 1)
})

t.test('another network does not see an import: absent, not forbidden', async (t) => {
  const { app, db, headers } = await importTest(t)
  const id = (await send(app, headers, extracts({ stays: 100, years: [2025] }))).json().id
  const theirs = await networkOfExtracts(db, 'Un autre réseau')
  const stranger = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId: theirs }))
  const seen = await app.inject({ url: `/api/imports/${id}`, headers: stranger })
  const absent = await app.inject({
    url: '/api/imports/5b1f7c3e-0000-4000-8000-000000000000',
    headers: stranger,
  })
  t.equal(seen.statusCode, 404)
  t.same({ ...seen.json(), instance: 0 }, { ...absent.json(), instance: 0 })
  t.equal(
    (await app.inject({ method: 'POST', url: `/api/imports/${id}/cancellation`, headers: stranger }))
      .statusCode,
    404,
  )
})

t.test('the job of another network neither begins nor ends an import', async (t) => {
  const { test, db, ctx, networkId } = await importTest(t)
  const row = { networkId, uploadedByName: 'Essai', receivedAt: ctx.now, bytesTotal: 0, uploads: [] }
  const [{ id } = { id: '' }] = await inTransaction(ctx, ({ db }) =>
    db.insert(pmsiImports).values(row).returning(),
  )
  const other = systemCtx(db, (await aNetwork(db)).id)
  const tools = { ...test, appSecret: APP_SECRET, signal: new AbortController().signal }
  t.equal(await runImport(other, id, tools), 'ended-before')
  await giveUpImport(other, id)
  const [found] = await inTransaction(ctx, ({ db }) => db.select().from(pmsiImports))
  t.match(found, { id, startedAt: null, failedAt: null })
  t.equal(await runImport(ctx, id, tools), 'failed', 'its own network’s reads that it holds no file')
})

t.test(
  'an import can be cancelled before it begins and while it runs, and then nothing has changed',
  async (t) => {
    const { test, app, headers, ctx, db } = await importTest(t)
    const waiting = (await send(app, headers, extracts({ stays: 100, years: [2025] }))).json().id
    t.equal(
      (await app.inject({ method: 'POST', url: `/api/imports/${waiting}/cancellation`, headers })).statusCode,
      202,
    )
    t.match((await app.inject({ url: `/api/imports/${waiting}`, headers })).json(), { state: 'cancelled' })
    const running = (await send(app, headers, extracts({ stays: 4000 }))).json().id
    await inTransaction(ctx, ({ db }) =>
      db.update(pmsiImports).set({ startedAt: test.clock.now }).where(eq(pmsiImports.id, running)),
    )
    await app.inject({ method: 'POST', url: `/api/imports/${running}/cancellation`, headers })
    runWorker(t, test)
    const ended = await until(async () => {
      const detail = (await app.inject({ url: `/api/imports/${running}`, headers })).json()
      return detail.endedAt && detail
    })
    t.match(ended, { state: 'cancelled', staysKept: null })
    t.equal(await countOf(ctx, 'deliveries'), 0)
    t.equal(
      (await app.inject({ method: 'POST', url: `/api/imports/${running}/cancellation`, headers })).statusCode,
      409,
    )
    await until(async () => (await readdir(path.join(test.dataDir, 'uploads'))).length === 0)
    t.ok(db)
  },
)

t.test('files that are no extract end as a refusal that says why for each', async (t) => {
  const { test, app, headers, ctx } = await importTest(t)
  runWorker(t, test)
  const id = await imported(app, headers, [
    { name: 'photo.rsa', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]) },
    { name: '../../etc/passwd', content: Buffer.from('root:x:0:0') },
    { name: 'cassé.zip', content: Buffer.from('PK\u0003\u0004 but no archive') },
  ])
  const detail = (await app.inject({ url: `/api/imports/${id}`, headers })).json()
  t.match(detail, { state: 'failed', failureCode: 'import.unusable' })
  t.ok(detail.importedFiles.length >= 3)
  for (const file of detail.importedFiles) t.ok(file.reason, file.name)
  t.equal(await countOf(ctx, 'deliveries'), 0)
  t.same(await journalOf(t), { 'pmsi.fail': 1, 'pmsi.import': 1 })
})

t.test('the page uploads as the API does, and asks for its token', async (t) => {
  const { app, db, networkId } = await importTest(t)
  const browser = await browserOf(app, await anAccount(db, { role: 'coordinator', networkId }))
  const files = extracts({ stays: 100, years: [2025] })
  const post = (fields: Record<string, string>) => {
    const body = multipart(files, fields)
    return app.inject({
      method: 'POST',
      url: '/imports',
      headers: { ...browser.headers, ...body.headers },
      payload: body.payload,
    })
  }
  t.equal((await post({})).statusCode, 403)
  t.equal((await post({ _csrf: 'faux' })).statusCode, 403)
  const sent = await post({ _csrf: browser.csrf })
  t.equal(sent.statusCode, 303)
  const page = await app.inject({ url: String(sent.headers.location), headers: browser.headers })
  t.match(page.body, /En attente/)
  t.match(page.body, /<progress/)
  t.match(page.body, /http-equiv="refresh"/)
})

/** Another network with the same hospitals, figures of its own, and a minimum level it chose. */
async function aNeighbourWithFigures(db: TestApp['db'], app: TestApp['app']): Promise<Ctx> {
  const networkId = await networkOfExtracts(db, 'Un autre réseau')
  const ctx = systemCtx(db, networkId)
  await anAuthorisation(db, { id: networkId } as never)
  await inTransaction(ctx, ({ db }) =>
    db.insert(minimumLevels).values({
      networkId,
      type: 'I',
      gestationalAgeWeeks: 42,
      weightG: 4000,
      validFrom: '2020-01-01',
      source: 'Choix du réseau',
    }),
  )
  const headers = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId }))
  await imported(app, headers, extracts({ stays: 300, years: [2025], seed: 8 }))
  return ctx
}

type Client = { authorization: string }

async function importTest(t: Test, { authorised = true } = {}) {
  const test = await testApp(t)
  const { app, db } = test
  const networkId = await networkOfExtracts(db)
  if (authorised) await anAuthorisation(db, { id: networkId } as never)
  const headers = await bearerOf(app, await anAccount(db, { role: 'coordinator', networkId }))
  return { test, app, db, networkId, headers, ctx: systemCtx(db, networkId) }
}

function send(app: TestApp['app'], headers: Client, files: Extract[]) {
  const body = multipart(files)
  return app.inject({
    method: 'POST',
    url: '/api/imports',
    headers: { ...headers, ...body.headers },
    payload: body.payload,
  })
}

/** Sends and waits for the end, whatever it is. */
async function imported(app: TestApp['app'], headers: Client, files: Extract[]): Promise<string> {
  const { id } = (await send(app, headers, files)).json<{ id: string }>()
  await until(async () => (await app.inject({ url: `/api/imports/${id}`, headers })).json().endedAt)
  // The worker deletes the files just after.
  await new Promise((resolve) => setTimeout(resolve, 100))
  return id
}

async function onDisk(t: Test, files: Extract[]) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'trame-extracts-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const { name, content } of files) await writeFile(path.join(folder, name), content)
  return files.map(({ name }) => ({ name, path: path.join(folder, name) }))
}

/** The figures in force of one network, whatever row-level security shows. */
async function results(ctx: Ctx): Promise<string[]> {
  const [networkId] = networksOf(ctx.actor)
  const rows = await inTransaction(ctx, ({ db }) =>
    db
      .select()
      .from(tracerResults)
      .innerJoin(tracerComputations, eq(tracerComputations.id, tracerResults.computationId))
      .where(and(eq(tracerResults.networkId, networkId!), isNull(tracerComputations.supersededAt))),
  )
  return rows
    .map(({ tracer_results: { computationId: _, networkId: __, ...row } }) => JSON.stringify(row))
    .sort()
}

function countOf(ctx: Ctx, what: 'computations' | 'deliveries'): Promise<number> {
  return inTransaction(ctx, ({ db }) =>
    db.$count(what === 'computations' ? tracerComputations : pmsiDeliveries),
  )
}
