import { eq } from 'drizzle-orm'
import pg from 'pg'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { roleGrants } from '../../src/domains/accounts/tables.js'
import { coordinatorSheet } from '../../src/domains/directory/synthesis/coordinator-sheet.js'
import { compareFile } from '../../src/domains/directory-imports/comparing.js'
import { directoryImportRows, directoryImports } from '../../src/domains/directory-imports/tables.js'
import { outbox } from '../../src/jobs/tables.js'
import { browserOf } from '../support/app.js'
import { anAccount } from '../support/builders.js'
import { aFile, choose, directoryState, toolsOf } from '../support/directory-import-fixtures.js'
import {
  act,
  compared,
  detailOf,
  importScene,
  rowsOf,
  sendFile,
  settled,
} from '../support/directory-imports.js'
import { multipart } from '../support/extracts.js'
import { journalOf } from '../support/journal.js'
import { NOW } from '../support/now.js'
import { until } from '../support/worker.js'

t.test('a messy sheet of five hundred lines comes in, is undone, and comes in again', async (t) => {
  const scene = await importScene(t)
  const { csv, refused, warned, lines } = coordinatorSheet(7, 500)
  const before = await picture(scene)

  const looked = await settled(scene, await sendFile(scene, csv, 'annuaire du réseau.csv'))
  t.match(looked, { state: 'choosing', kind: 'sheet', proposal: { headerLine: 3 } })
  t.match(looked.proposal?.columns[3], { header: 'N° RPPS', field: 'rppsNumber', confidence: 'certain' })
  t.same(await picture(scene), before, 'nothing is written by looking')

  const comparison = await act(scene, looked.id, 'comparison')
  t.match(comparison, { state: 'compared', counts: { lines, refused: refused.size, people: { changed: 0 } } })
  t.equal(comparison.counts!.people.new, lines - refused.size)
  t.same(await picture(scene), before, 'nothing is written by comparing')
  const { rows } = await rowsOf(scene, looked.id, { show: 'refused' })
  for (const row of rows) {
    t.ok(refused.has(row.line ?? 0), `line ${row.line} is to be refused`)
    t.equal(row.column, refused.get(row.line ?? 0) ?? null)
    t.ok((row.reason ?? '').length > 20)
  }
  const doubtful = await rowsOf(scene, looked.id, { show: 'warned' })
  t.ok(doubtful.total >= warned.size)

  const applied = await act(scene, looked.id, 'application')
  t.match(applied, { state: 'applied', outcome: { left: 0 } })
  const after = await picture(scene)
  t.equal(after.people.length, lines - refused.size)

  const again = await compared(scene, csv, { name: 'annuaire du réseau.csv' })
  t.match(again.counts, { people: { new: 0, changed: 0 }, structures: { new: 0, changed: 0 } })
  t.match(again.notes.join(' '), /exactement celui que vous avez déjà importé/)

  t.match(await act(scene, looked.id, 'undoing'), { state: 'undone', outcome: { left: 0 } })
  t.same(await picture(scene), before, 'undone, nothing of it is left')
  t.match(await act(scene, looked.id, 'application'), { state: 'applied', outcome: { left: 0 } })
  t.same(await picture(scene), after, 'applied again, it says the same')
})

t.test('cancelled while a worker reads its file, an import leaves nothing', async (t) => {
  const scene = await importScene(t, { worker: false })
  const tools = toolsOf(scene.pool, scene.dataDir)
  const importId = await aFile(scene.ctx, scene.dataDir, coordinatorSheet(7, 40).csv)
  await choose({ ctx: scene.ctx, importId, tools }, {})
  const before = await picture(scene)

  const release = await stopAtFirstRow(t, scene.url)
  const reading = compareFile(scene.ctx, importId, tools)
  await release.once(() => act(scene, importId, 'cancellation'))
  t.equal(await reading, 'cancelled')
  t.match(await detailOf(scene, importId), { state: 'cancelled', counts: null })
  t.equal(await inTransaction(scene.ctx, ({ db }) => db.$count(directoryImportRows)), 0)
  t.same(await picture(scene), before)
  t.equal(
    await compareFile(scene.ctx, importId, tools),
    'ended-before',
    'delivered again, the job does nothing',
  )

  const other = await aFile(scene.ctx, scene.dataDir, coordinatorSheet(7, 40).csv)
  await choose({ ctx: scene.ctx, importId: other, tools }, {})
  t.equal(await compareFile(scene.ctx, other, tools), 'done', 'the control: nobody cancelled')
  t.same(await journalOf(t), { 'directory.cancel-import': 1, 'directory.finish-comparison': 1 })
})

t.test('an application that runs when the right of who asked for it goes is not kept', async (t) => {
  const scene = await importScene(t)
  const { id } = await compared(scene, coordinatorSheet(7, 40).csv)
  const before = await picture(scene)
  const rightIs = (revokedAt: Date | null) =>
    inTransaction(scene.ctx, ({ db }) => db.update(roleGrants).set({ revokedAt }))

  const release = await stopAtFirstRow(t, scene.url)
  const url = `/api/directory/imports/${id}/application`
  const asked = await scene.app.inject({ method: 'POST', url, headers: scene.headers, payload: {} })
  t.equal(asked.statusCode, 202)
  await release.once(() => rightIs(NOW))
  const job = await until(async () => {
    const [row] = await scene.db.select().from(outbox).where(eq(outbox.name, 'directory.apply-import'))
    return (row?.failedAt || row?.finishedAt) && row
  })
  t.equal(job.lastError, 'denied')
  t.same(await picture(scene), before)
  await rightIs(null)
  t.match(await detailOf(scene, id), { failureCode: 'directory-import.interrupted' })
})

t.test('the page sends a file as the API does, and asks for its token', async (t) => {
  const scene = await importScene(t, { worker: false })
  const { app, db, network } = scene
  const [hers, another] = await Promise.all(
    [1, 2].map(async () =>
      browserOf(app, await anAccount(db, { role: 'coordinator', networkId: network.id })),
    ),
  )
  const post = (fields: Record<string, string>) => {
    const body = multipart([{ name: 'annuaire.csv', content: coordinatorSheet(7, 5).csv }], fields)
    const headers = { ...hers!.headers, ...body.headers }
    return app.inject({ method: 'POST', url: '/annuaire/imports', headers, payload: body.payload })
  }
  for (const fields of [{}, { _csrf: 'faux' }, { _csrf: another!.csrf }])
    t.equal((await post(fields)).statusCode, 403)
  const count = () => inTransaction(scene.ctx, ({ db }) => db.$count(directoryImports))
  t.equal(await count(), 0)
  t.equal((await post({ _csrf: hers!.csrf })).statusCode, 303)
  t.equal(await count(), 1)
})

/** Holds the table of rows, so that a comparison waits there, its file read, until something else is done. */
async function stopAtFirstRow(t: Test, url: string) {
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  t.teardown(() => holder.end())
  await holder.query('begin')
  await holder.query('lock table directory_import_rows in share mode')
  const isWaiting = async () => {
    const { rows } = await holder.query(
      "select 1 from pg_locks where relation = 'directory_import_rows'::regclass and not granted",
    )
    return rows.length > 0
  }
  return {
    once: async (work: () => Promise<unknown>) => {
      await until(isWaiting)
      await work()
      await holder.query('rollback')
    },
  }
}

type Scene = Awaited<ReturnType<typeof importScene>>

/** The directory as everybody sees it, without the imports themselves. */
async function picture({ ctx }: Scene) {
  const { people, structures, situations, cards } = await directoryState(ctx)
  return { people, structures, situations, cards }
}
