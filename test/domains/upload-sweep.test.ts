import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import t, { type Test } from 'tap'
import { inTransaction } from '../../src/context.js'
import { pmsiImports } from '../../src/domains/pmsi/tables.js'
import { importsAmong, sweepUploads, uploadFolder } from '../../src/domains/pmsi/uploads.js'
import { askDaily } from '../../workers/daily.js'
import { aNetwork, type NetworkRow, systemCtx } from '../support/builders.js'
import { testDatabase } from '../support/database.js'

const HOUR = 3600_000

t.test('the files of an upload whose server died are deleted a day later', async (t) => {
  const { sweep, upload, anImport, dataDir } = await sweepTest(t)
  const orphan = await upload(randomUUID())
  t.equal(await sweep(23), 0)
  t.ok(existsSync(orphan), 'younger than a day: perhaps still being sent')
  t.equal(await sweep(25), 1)
  t.notOk(existsSync(orphan))
  t.equal(await sweep(25), 0, 'once is enough')

  const waiting = await upload(await anImport())
  t.equal(await sweep(25 * 365), 0)
  t.ok(existsSync(waiting), 'the control: the files of an import stay, however long it waits')
  t.ok(existsSync(path.join(dataDir, 'uploads')))
})

t.test('an import of any network keeps its files', async (t) => {
  const { sweep, upload, anImport } = await sweepTest(t)
  const folders = [await upload(await anImport()), await upload(await anImport()), await upload(randomUUID())]
  t.equal(await sweep(48), 1)
  t.same(folders.map(existsSync), [true, true, false])
})

t.test('asked of one network, only its own imports are known', async (t) => {
  const { database, anImport } = await sweepTest(t)
  const network = await aNetwork(database.db)
  const [mine, theirs] = [await anImport(network), await anImport()]
  const known = await importsAmong(systemCtx(database.db, network.id), [mine, theirs, randomUUID()])
  t.same(known, [mine])
})

t.test('an upload that still grows is not touched', async (t) => {
  const { sweep, upload, now } = await sweepTest(t)
  const folder = await upload(randomUUID())
  const later = new Date(now.getTime() + 30 * HOUR)
  await utimes(path.join(folder, 'file'), later, later)
  t.equal(await sweep(31), 0)
  t.equal(await sweep(55), 1)
})

t.test('nothing is deleted but real folders named as an import', async (t) => {
  const { sweep, dataDir } = await sweepTest(t)
  const outside = path.join(dataDir, 'elsewhere')
  await mkdir(outside)
  await writeFile(path.join(outside, 'precious'), 'kept')
  const uploads = path.join(dataDir, 'uploads')
  await mkdir(path.join(uploads, 'not an import'), { recursive: true })
  await mkdir(path.join(uploads, '..elsewhere'))
  await writeFile(path.join(uploads, randomUUID()), 'a file, not a folder')
  await symlink(outside, path.join(uploads, randomUUID()))
  const holding = path.join(uploads, randomUUID())
  await mkdir(holding)
  await symlink(outside, path.join(holding, 'link'))
  await sweep(48)
  t.equal(await readFile(path.join(outside, 'precious'), 'utf8'), 'kept')
  t.ok(existsSync(path.join(uploads, 'not an import')))
  t.notOk(existsSync(holding), 'a link inside an orphan goes, what it points at stays')
})

t.test('without a folder of uploads there is nothing to sweep', async (t) => {
  const { sweep } = await sweepTest(t)
  t.equal(await sweep(48), 0)
})

t.test('the sweep is asked for every day', async (t) => {
  const { database, now } = await sweepTest(t)
  await askDaily(database.db, now)
  await askDaily(database.db, now)
  const { rows } = await database.pool.query(`select from outbox where name = 'pmsi.sweep-uploads'`)
  t.equal(rows.length, 1)
})

async function sweepTest(t: Test) {
  const database = await testDatabase(t)
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'trame-sweep-'))
  t.teardown(() => rm(dataDir, { recursive: true, force: true }))
  // Files have the machine's own dates: the clock of the sweep moves from there.
  const now = new Date()
  const job = { db: database.db, actor: { role: 'system', job: 'test', networkId: null } } as const
  return {
    database,
    dataDir,
    now,
    sweep: (hours: number) => sweepUploads({ ...job, now: new Date(now.getTime() + hours * HOUR) }, dataDir),
    upload: async (id: string) => {
      const folder = uploadFolder(dataDir, id)
      await mkdir(folder, { recursive: true })
      await writeFile(path.join(folder, 'file'), 'content')
      return folder
    },
    anImport: async (of?: NetworkRow) => {
      const { id: networkId } = of ?? (await aNetwork(database.db))
      const id = randomUUID()
      await inTransaction(systemCtx(database.db, networkId), ({ db }) =>
        db.insert(pmsiImports).values({
          id,
          networkId,
          uploadedByName: 'Essai',
          receivedAt: now,
          bytesTotal: 1,
          uploads: [],
        }),
      )
      return id
    },
  }
}
